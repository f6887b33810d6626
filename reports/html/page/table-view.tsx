// A table of the state. What the step changed has a bar at its side; what does not fit with the truth has a sign.

import type { ShownTable } from '../view/tables.ts';

/** Long names of nodes may break behind an underscore. */
function Soft({ text }: { readonly text: string }) {
  return text.split(/(?<=_)/).flatMap((part, at) => (at === 0 ? [part] : [<wbr key={at} />, part]));
}

export function TableView({ table }: { readonly table: ShownTable }) {
  const { title, columns, lines, gone, isChanged } = table;
  return (
    <section class="state-table">
      <h2>
        {title} {isChanged && <span class="changed-sign">changed</span>}
      </h2>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, cells, isNew }) => (
            <tr key={key} class={isNew ? 'is-new' : ''}>
              {cells.map(({ text, isChanged: isCellChanged, wrong }, at) => (
                <td key={columns[at]} class={isCellChanged ? 'is-changed' : ''} title={wrong}>
                  <Soft text={text} />
                  {wrong !== undefined && (
                    <span class="wrong" role="img" aria-label={wrong}>
                      {' '}
                      ≠
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {gone.length > 0 && <p class="gone">gone: {gone.join(', ')}</p>}
    </section>
  );
}
