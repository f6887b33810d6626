/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// The table itself: a row an invariant, a column a design.

import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { Matrix, MatrixCell } from '../text/matrix.ts';
import type { Column } from './columns.ts';
import { type HrefOf, idOf } from './page.tsx';
import { CELL_VERDICTS, cellVerdictOf, evidenceInWords } from './verdict.ts';

/** So many columns fit on a laptop's screen. */
const ROOMY = 8;

interface TableProps {
  readonly matrix: Matrix;
  readonly columns: readonly Column[];
  readonly hrefOf: HrefOf;
}

export function MatrixTable({ matrix, columns, hrefOf }: TableProps) {
  return (
    <section
      class={columns.length > ROOMY ? 'scroll' : 'scroll roomy'}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label="The matrix, which scrolls sideways"
    >
      <table class="matrix-table">
        <caption class="hidden">
          Invariants in rows, designs in columns; a violated cell is a link to the run that violates it
        </caption>
        <thead>
          <tr class="names">
            <th scope="col" class="corner">
              Invariant, and who promised it
            </th>
            {columns.map((column) => (
              <ColumnHead column={column} />
            ))}
          </tr>
          <tr class="about">
            <th scope="row">What the design is, and what it changes from the one to its left</th>
            {columns.map((column) => (
              <About column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.invariants.map((invariant) => (
            <Row invariant={invariant} matrix={matrix} columns={columns} hrefOf={hrefOf} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ColumnHead({ column: { design, broken } }: { readonly column: Column }) {
  return (
    <th scope="col">
      <a class="design" href={`#${idOf(design)}`}>
        {design}
      </a>
      <span class={broken.length > 0 ? 'tally bad' : 'tally good'}>
        {broken.length > 0 ? `breaks ${broken.length}` : 'breaks none'}
      </span>
    </th>
  );
}

function About({ column: { what, changes } }: { readonly column: Column }) {
  return (
    <td>
      <p>{what}</p>
      {changes.length > 0 && (
        <ul>
          {changes.map(({ toggle, what: meaning, from, to }) => (
            <li title={meaning}>
              <code>
                {toggle.split('.').map((part, index) => (
                  <>
                    {index > 0 && '.'}
                    {index > 0 && <wbr />}
                    {part}
                  </>
                ))}
                : {from} → <b>{to}</b>
              </code>
            </li>
          ))}
        </ul>
      )}
    </td>
  );
}

interface RowProps extends TableProps {
  readonly invariant: string;
}

function Row({ invariant, matrix, columns, hrefOf }: RowProps) {
  const cells = matrix.cells.filter((cell) => cell.invariant === invariant);
  const isSame = new Set(cells.map(cellVerdictOf)).size === 1;
  const { property = '', cites = '' } = INVARIANTS.find(({ name }) => name === invariant) ?? {};
  return (
    <tr class={isSame ? 'same' : 'differs'}>
      <th scope="row">
        <span class="invariant">{invariant}</span>
        {cells.some(({ isSoft }) => isSoft) && <span class="soft-tag">soft</span>}
        <span class="property">{property}</span>
        <span class="cites">{cites}</span>
      </th>
      {cells.map((cell, index) => (
        <Cell
          cell={cell}
          before={cells[index - 1]}
          scenarios={matrix.stories.length}
          column={columns[index]}
          hrefOf={hrefOf}
        />
      ))}
    </tr>
  );
}

interface CellProps {
  readonly cell: MatrixCell;
  /** The cell to its left. */
  readonly before: MatrixCell | undefined;
  /** How many there are in all. */
  readonly scenarios: number;
  readonly column: Column | undefined;
  readonly hrefOf: HrefOf;
}

function Cell({ cell, before, scenarios, column, hrefOf }: CellProps) {
  const { invariant, scenario, design, violation, count } = cell;
  const verdict = cellVerdictOf(cell);
  const sign = CELL_VERDICTS.find((one) => one.verdict === verdict)?.sign;
  const href = scenario === null ? null : hrefOf(scenario, design, invariant);
  const news = newsOf(invariant, column);
  const inside = (
    <>
      <span class="verdict">
        <span class="sign" aria-hidden="true">
          {sign}
        </span>
        <span class="word">{verdict}</span>
      </span>
      <span class="note">
        {evidenceInWords(cell, verdict)}
        <Difference cell={cell} before={before} />
      </span>
      {news !== null && <span class="news">{news}</span>}
    </>
  );
  const title = violation === null ? undefined : `${scenario}: ${violation.message}`;
  // How red a red cell is: the share of the scenarios that break it.
  const style = { '--share': String(count / Math.max(1, scenarios)) };
  return (
    <td class={verdict}>
      {href === null ? (
        <span class="cell" style={style} title={title}>
          {inside}
        </span>
      ) : (
        <a class="cell" style={style} href={href} title={title}>
          {inside}
        </a>
      )}
    </td>
  );
}

/** How many scenarios more or less than under the neighbour, where both are violated. */
function Difference({ cell, before }: Pick<CellProps, 'cell' | 'before'>) {
  if (before === undefined || before.count === cell.count || before.count === 0 || cell.count === 0) return null;
  const more = cell.count - before.count;
  return <span class="difference"> {more > 0 ? `+${more}` : `−${-more}`}</span>;
}

/** What the design did to the promise, seen from its neighbour. */
function newsOf(invariant: string, column: Column | undefined): string | null {
  if (column?.newlyBroken.includes(invariant)) return 'newly broken';
  if (column?.newlyKept.includes(invariant)) return 'now kept';
  return null;
}
