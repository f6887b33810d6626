// The invariants that did not hold: what was promised, by whom, what came instead, and the steps that made it so.

import { useState } from 'preact/hooks';
import { INVARIANTS } from '../../../sim/rack/invariants/index.ts';
import type { FoundCause, FoundViolation, RecordedRun } from '../../recorded-run.ts';
import { causesOf } from '../../text/causes.ts';
import type { ToldRun } from '../view/told-run.ts';
import { CauseCard } from './cause-card.tsx';
import { StepLine } from './why-panel.tsx';

interface Props {
  readonly told: ToldRun;
  readonly onStep: (step: number) => void;
  /** Looks for the causes where nobody has. */
  readonly onExplain: () => readonly FoundCause[];
  readonly onFollow: (choices: readonly string[], course: string) => void;
}

export function InvariantsPanel({ told, onStep, onExplain, onFollow }: Props) {
  const { run } = told;
  const { violations, expected, surprises } = run;
  const [found, setFound] = useState<{ run: RecordedRun; causes: readonly FoundCause[] } | null>(null);
  const causes = run.causes ?? (found?.run === run ? found.causes : undefined);
  const broken = new Set(violations.map(({ invariant }) => invariant));
  return (
    <>
      {causes?.map((cause) => (
        <CauseCard key={cause.invariants.join()} cause={cause} told={told} onStep={onStep} onFollow={onFollow} />
      ))}
      {causes === undefined && violations.length > 0 && (
        <button type="button" class="button" onClick={() => setFound({ run, causes: onExplain() })}>
          Find the cause
        </button>
      )}
      {violations.map((violation) => (
        <ViolationCard key={violation.invariant} violation={violation} told={told} onStep={onStep} />
      ))}
      <p class="small">
        Expected of this design: {expected}.{' '}
        {surprises.map((surprise) => (
          <strong key={surprise}>Not as expected: {surprise}. </strong>
        ))}
      </p>
      <details class="holding" open={violations.length === 0}>
        <summary>{INVARIANTS.length - broken.size} hold</summary>
        <dl>
          {INVARIANTS.filter(({ name }) => !broken.has(name)).map(({ name, property, cites }) => (
            <div key={name}>
              <dt>✓ {name}</dt>
              <dd>
                {property} <span class="quiet">({cites})</span>
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

type CardProps = Pick<Props, 'told' | 'onStep'> & { readonly violation: FoundViolation };

function ViolationCard({ violation, told, onStep }: CardProps) {
  const { invariant, isSoft, subject, message, step, isAtRest } = violation;
  const { property = '', cites = '' } = INVARIANTS.find(({ name }) => name === invariant) ?? {};
  const causes = causesOf(violation, told.steps);
  return (
    <article class={`violation ${isSoft ? 'is-soft' : 'is-hard'}`}>
      <h2>
        {isSoft ? '◇ soft' : '◆'} {invariant} <span class="quiet">of {subject}</span>
      </h2>
      <p class="property">
        {property} <span class="quiet">({cites})</span>
      </p>
      <p class="found">{message}</p>
      <h3>{isAtRest ? 'Seen at rest, after' : 'Broken by'}</h3>
      <StepLine told={told} step={step} onStep={onStep} />
      {causes.length > 0 && <h3>Made so by</h3>}
      {causes.map(({ record }) => (
        <StepLine key={record.index} told={told} step={record.index} onStep={onStep} />
      ))}
    </article>
  );
}
