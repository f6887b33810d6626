/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// What each design is, what it changes from its neighbour, and what that did.

import { listed } from '../wording.ts';
import { effectOf } from './answer.ts';
import type { Column } from './columns.ts';
import { idOf } from './page.tsx';

export function DesignList({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <section>
      <h2>The designs</h2>
      <div class="designs">
        {columns.map((column) => (
          <Design column={column} />
        ))}
      </div>
    </section>
  );
}

function Design({ column }: { readonly column: Column }) {
  const { design, what, neighbour, changes, broken } = column;
  const effect = effectOf(column);
  return (
    <article id={idOf(design)}>
      <h3>{design}</h3>
      <p>{what}</p>
      {changes.length > 0 && (
        <table class="changes">
          <caption>Changed from {neighbour}</caption>
          <thead class="hidden">
            <tr>
              <th scope="col">toggle</th>
              <th scope="col">before</th>
              <th scope="col">after</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ toggle, what: meaning, from, to }) => (
              <tr>
                <th scope="row" title={meaning}>
                  {toggle}
                </th>
                <td>{from}</td>
                <td>
                  <span aria-hidden="true">→ </span>
                  {to}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {neighbour !== null && changes.length === 0 && <p class="note">No toggle differs from {neighbour}.</p>}
      {effect !== null && <p class="effect">It {effect}.</p>}
      <p class="note">{broken.length === 0 ? 'It breaks nothing here.' : `It breaks ${listed(broken)}.`}</p>
    </article>
  );
}
