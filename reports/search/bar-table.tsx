/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// A table of counts with a bar for each: the most frequent first, and what never happened first of all.

import type { Tried } from './view.ts';

interface BarTableProps {
  readonly title: string;
  /** What the rows are. */
  readonly head: string;
  /** What is said of a count of 0. */
  readonly none: string;
  readonly rows: readonly Tried[];
  readonly total: number;
  /** What is counted: `runs` unless said. */
  readonly unit?: string;
}

export function BarTable({ title, head, none, rows, total, unit = 'runs' }: BarTableProps) {
  if (rows.length === 0) return null;
  const sorted = [...rows].sort((a, b) => rankOf(a) - rankOf(b) || b.runs - a.runs || (a.name < b.name ? -1 : 1));
  return (
    <section>
      <h2>{title}</h2>
      <table class="bars">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">{unit}</th>
            <th scope="col">
              <span class="hidden">share</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ name, runs }) => (
            <tr class={runs === 0 ? 'never' : undefined}>
              <th scope="row">{name}</th>
              <td>{runs === 0 ? none : runs.toLocaleString('en')}</td>
              <td>
                {runs > 0 && (
                  <span class="bar" style={{ '--share': String(runs / Math.max(1, total)) }}>
                    <span class="percent">{percent(runs / Math.max(1, total))}</span>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function rankOf({ runs }: Tried): number {
  return runs === 0 ? 0 : 1;
}

function percent(share: number): string {
  return share > 0 && share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`;
}
