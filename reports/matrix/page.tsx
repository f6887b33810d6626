/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// The page of a matrix. It is drawn once, when it is written, and runs no script.

import type { ComponentChildren } from 'preact';
import { MadeBy } from '../made-by.tsx';
import type { Matrix } from '../text/matrix.ts';
import { answerOf, effectOf } from './answer.ts';
import type { Column } from './columns.ts';
import { DesignList } from './design-list.tsx';
import { ReasonList } from './reason-list.tsx';
import { StoryTable } from './story-table.tsx';
import { MatrixTable } from './table.tsx';
import { CELL_VERDICTS, cellVerdictOf } from './verdict.ts';

export interface MatrixPageProps {
  readonly matrix: Matrix;
  readonly columns: readonly Column[];
  /** The page of the run behind a violated cell, from the folder of this page. */
  readonly hrefOf: HrefOf;
  /** Toggles changed by hand in all designs: `terminate.noStateMeans=destroyed`. */
  readonly settings: readonly string[];
  /** What makes the matrix again. */
  readonly command: string;
}

export type HrefOf = (scenario: string, design: string, invariant: string) => string | null;

export function MatrixPage({ matrix, columns, hrefOf, settings, command }: MatrixPageProps) {
  const [answer = '', ...more] = answerOf(matrix, columns);
  const effects = columns.flatMap((column) => {
    const effect = effectOf(column);
    return effect === null ? [] : [{ design: column.design, effect }];
  });
  const used = new Set(matrix.cells.map(cellVerdictOf));
  return (
    <main>
      <header class="answer">
        <p class="kind">Designs and invariants</p>
        <h1>{answer}</h1>
        {more.map((sentence) => (
          <p class="more">{sentence}</p>
        ))}
        {settings.length > 0 && <p class="more">Changed by hand in every design: {settings.join(', ')}.</p>}
        {effects.length > 0 && (
          <ul class="effects">
            {effects.map(({ design, effect }) => (
              <li>
                <a href={`#${idOf(design)}`}>{design}</a> {effect}.
              </li>
            ))}
          </ul>
        )}
      </header>
      <Surprises matrix={matrix} hrefOf={hrefOf} />
      <section aria-labelledby="matrix-title" class="matrix">
        <div class="bar">
          <h2 id="matrix-title">What each design does to each invariant</h2>
          <label class="filter">
            <input type="checkbox" id="only-differences" /> Only rows in which designs differ
          </label>
        </div>
        <MatrixTable matrix={matrix} columns={columns} hrefOf={hrefOf} />
        <ul class="legend" aria-label="Signs">
          {CELL_VERDICTS.filter(({ verdict }) => used.has(verdict) || verdict === 'proved').map(
            ({ verdict, sign, what }) => (
              <li>
                <span class={`sign ${verdict}`} aria-hidden="true">
                  {sign}
                </span>{' '}
                <b>{verdict}</b> {what}
              </li>
            ),
          )}
        </ul>
      </section>
      <ReasonList matrix={matrix} hrefOf={hrefOf} />
      <DesignList columns={columns} />
      <StoryTable matrix={matrix} />
      <Silence matrix={matrix} />
      <MadeBy command={command} />
    </main>
  );
}

/** Names of designs as they can stand in an address. */
export function idOf(design: string): string {
  return `design-${design.replace(/[^\w.-]+/g, '-')}`;
}

function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Surprises({ matrix: { unexpected }, hrefOf }: { readonly matrix: Matrix; readonly hrefOf: HrefOf }) {
  if (unexpected.length === 0) return null;
  return (
    <Section title="Not as expected">
      <ul class="surprises">
        {unexpected.map(({ scenario, design, invariant, expected, came }) => {
          const href = hrefOf(scenario, design, invariant);
          return (
            <li>
              <b>{invariant}</b> in {scenario} under {design}: expected{' '}
              {expected === 'violated' ? 'a violation' : 'it to hold'}; it {came}{' '}
              {href !== null && <a href={href}>Step through the run</a>}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Silence({ matrix: { silent } }: { readonly matrix: Matrix }) {
  if (silent.length === 0) return null;
  return (
    <Section title="What shows nothing">
      <ul>
        {silent.map(({ scenario, design, reason }) => (
          <li>
            {scenario} under {design}: {reason}
          </li>
        ))}
      </ul>
    </Section>
  );
}
