// The run and its forks: which one is shown, and how to keep it.

import type { Fork, WhatIf } from '../view/what-if.ts';

interface Props {
  readonly forks: readonly Fork[];
  /** 0 is the run itself. */
  readonly active: number;
  readonly onActive: (active: number) => void;
  readonly whatIf: WhatIf;
  /** Lets an open fork go on to its end. */
  readonly onFinish: () => void;
}

export function ForkBar({ forks, active, onActive, whatIf, onFinish }: Props) {
  const fork = forks[active - 1];
  return (
    <nav class="forks" aria-label="The run and its forks">
      {['the run', ...forks.map((_, at) => `fork ${at + 1}`)].map((name, at) => (
        <button
          key={name}
          type="button"
          class="fork-tab"
          aria-pressed={at === active}
          title={forks[at - 1]?.run.course ?? 'as it was recorded'}
          onClick={() => onActive(at)}
        >
          {name}
          {at > 0 && <span class="quiet"> {outcomeOf(forks[at - 1] as Fork)}</span>}
        </button>
      ))}
      {fork && (
        <>
          <span class="fork-story" title={fork.run.course}>
            {fork.divergence ? `Not all as recorded: ${fork.divergence}` : fork.run.course}
          </span>
          {fork.isOpen && (
            <button type="button" class="button" onClick={onFinish}>
              Run to the end
            </button>
          )}
          <button type="button" class="button" onClick={() => download(whatIf.save(fork.run))}>
            Save schedule
          </button>
        </>
      )}
    </nav>
  );
}

function outcomeOf({ run, isOpen }: Fork): string {
  return isOpen && run.verdict === 'holds' ? 'open' : run.verdict;
}

/** Hands the reader a file. */
function download({ name, text }: { readonly name: string; readonly text: string }): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
