// The cause of violations: the paragraph, the racing steps to go to, and the run in which it is mended.

import type { CauseChange, FoundCause, StepName } from '../../recorded-run.ts';
import { causeText } from '../../text/cause.ts';
import type { ToldRun } from '../view/told-run.ts';
import { StepLine } from './why-panel.tsx';

interface Props {
  readonly cause: FoundCause;
  readonly told: ToldRun;
  readonly onStep: (step: number) => void;
  /** Shows the run with other choices. */
  readonly onFollow: (choices: readonly string[], course: string) => void;
}

export function CauseCard({ cause, told, onStep, onFollow }: Props) {
  const { invariants, choices, changes } = cause;
  const steps = racing(changes).filter((at) => at >= 1 && at <= told.steps.length);
  const isOrder = changes.some(({ kind }) => kind === 'order');
  return (
    <article class="cause">
      <h2>
        The cause <span class="quiet">of {invariants.join(', ')}</span>
      </h2>
      <p>{causeText(cause, told.run.records)}</p>
      {steps.length > 0 && <h3>{isOrder ? 'The racing steps' : 'The steps to change'}</h3>}
      {steps.map((step) => (
        <StepLine key={step} told={told} step={step} onStep={onStep} />
      ))}
      {choices && changes.length > 0 && (
        <button
          type="button"
          class="button"
          onClick={() => onFollow(choices, `the cause of ${invariants.join(', ')} mended`)}
        >
          See it pass
        </button>
      )}
    </article>
  );
}

/** The steps that the changes are about, in order. */
function racing(changes: readonly CauseChange[]): readonly number[] {
  const named = changes.flatMap((change): StepName[] => {
    switch (change.kind) {
      case 'order':
        return [change.first, change.second];
      case 'fault':
        return [change.fault];
      case 'strike':
        return [change.fault, change.beside];
      default:
        return change satisfies never;
    }
  });
  return [...new Set(named.filter((at) => typeof at === 'number'))].sort((a, b) => a - b);
}
