/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// A reason for each red cell. Designs that a scenario shows the same of share one.

import type { Matrix } from '../text/matrix.ts';
import type { HrefOf } from './page.tsx';
import { cellVerdictOf } from './verdict.ts';

interface Reason {
  readonly invariant: string;
  readonly scenario: string;
  readonly message: string;
  readonly designs: { readonly name: string; readonly href: string | null }[];
}

export function ReasonList({ matrix, hrefOf }: { readonly matrix: Matrix; readonly hrefOf: HrefOf }) {
  const reasons = reasonsOf(matrix, hrefOf);
  if (reasons.length === 0) return null;
  const invariants = [...new Set(reasons.map(({ invariant }) => invariant))];
  return (
    <section>
      <h2>Why the red cells are red</h2>
      <dl class="reasons">
        {invariants.map((invariant) => (
          <div>
            <dt>{invariant}</dt>
            {reasons
              .filter((reason) => reason.invariant === invariant)
              .map(({ scenario, message, designs }) => (
                <dd>
                  <p>{message}</p>
                  <p class="where">
                    {scenario} under{' '}
                    {designs.map(({ name, href }, index) => (
                      <>
                        {index > 0 && ', '}
                        {href === null ? name : <a href={href}>{name}</a>}
                      </>
                    ))}
                  </p>
                </dd>
              ))}
          </div>
        ))}
      </dl>
    </section>
  );
}

function reasonsOf({ cells }: Matrix, hrefOf: HrefOf): readonly Reason[] {
  const reasons = new Map<string, Reason>();
  for (const cell of cells) {
    const { invariant, scenario, violation, design } = cell;
    if (cellVerdictOf(cell) !== 'violated' || scenario === null || violation === null) continue;
    const key = `${invariant}\n${scenario}\n${violation.message}`;
    const reason = reasons.get(key) ?? { invariant, scenario, message: violation.message, designs: [] };
    reason.designs.push({ name: design, href: hrefOf(scenario, design, invariant) });
    reasons.set(key, reason);
  }
  return [...reasons.values()];
}
