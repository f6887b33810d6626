/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// A table of what an exploration can come to: how often it did, and at which depth first. What never came is first.

import type { Met } from './view.ts';

interface FirstTableProps {
  readonly title: string;
  /** What the rows are. */
  readonly head: string;
  readonly rows: readonly Met[];
}

export function FirstTable({ title, head, rows }: FirstTableProps) {
  if (rows.length === 0) return null;
  const hasSteps = rows.some(({ steps }) => steps !== undefined);
  const sorted = [...rows].sort((a, b) => (a.depth ?? -1) - (b.depth ?? -1) || (a.name < b.name ? -1 : 1));
  return (
    <section>
      <h2>{title}</h2>
      <table class="firsts">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">first at depth</th>
            {hasSteps && <th scope="col">steps</th>}
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ name, depth, steps }) => (
            <tr class={depth === null ? 'never' : undefined}>
              <th scope="row">{name}</th>
              <td>{depth === null ? 'never' : depth.toLocaleString('en')}</td>
              {hasSteps && <td>{(steps ?? 0).toLocaleString('en')}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
