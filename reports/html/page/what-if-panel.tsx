// What if: the choices that were open at the step, under this design or another. Taking one makes a run of its own.

import { useMemo, useState } from 'preact/hooks';
import { proveCommand } from '../view/prove-command.ts';
import type { ToldRun } from '../view/told-run.ts';
import type { Sequel, WhatIf } from '../view/what-if.ts';
import { ChoiceList } from './choice-list.tsx';
import { CopyButton } from './copy-button.tsx';

export interface WhatIfProps {
  readonly told: ToldRun;
  readonly step: number;
  readonly whatIf: WhatIf;
  /** Takes a choice, under another design if one is named; no choice leaves all to the sequel. */
  readonly onFork: (choice: string | null, otherDesign: string | null, sequel: Sequel) => void;
}

const SEQUELS: readonly (readonly [Sequel, string])[] = [
  ['default', 'in default order, to the end'],
  ['recorded', 'as recorded where that is possible'],
  ['stop', 'step by step'],
];

export function WhatIfPanel({ told, step, whatIf, onFork }: WhatIfProps) {
  const [other, setOther] = useState<string | null>(null);
  const [sequel, setSequel] = useState<Sequel>('default');
  const { run } = told;
  const take = (choice: string | null) => {
    onFork(choice, other, sequel);
    // The fork is shown now, and its design is the one to go on under.
    setOther(null);
  };
  const choices = useMemo(() => whatIf.choicesAt(run, step, other ?? run.design), [whatIf, run, step, other]);
  const proof = proveCommand(run, step, other);
  return (
    <>
      <p class="small">
        After step <strong>{step}</strong>, let something else happen. The simulator is in this page: the run goes on
        from here, and every invariant is checked.
      </p>
      {step > run.choices && (
        <p class="small quiet">
          Nothing was chosen here: faults have stopped, and everything comes to rest by itself. If you choose, what the
          drain has done so far becomes choices, too, each tick a step of its own.
        </p>
      )}
      <div class="fork-form">
        <label>
          under
          <select class="picker" value={other ?? ''} onChange={(event) => setOther(event.currentTarget.value || null)}>
            <option value="">the same design, {run.design}</option>
            {whatIf.designs.map(({ name, what }) => (
              <option key={name} value={name} title={what}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          then go on
          <select class="picker" value={sequel} onChange={(event) => setSequel(event.currentTarget.value as Sequel)}>
            {SEQUELS.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
        {(other !== null || sequel !== 'stop') && (
          <button type="button" class="button" onClick={() => take(null)}>
            Go on from here{other === null ? '' : ` under ${other}`}
          </button>
        )}
      </div>
      {proof && (
        <p class="small">
          Or everything that may come after this step: <CopyButton text={proof} label="Copy the proof" title={proof} />
        </p>
      )}
      <ChoiceList choices={choices} recorded={recordedLabel(told, step)} onTake={take} />
    </>
  );
}

/** What the run took here. */
function recordedLabel({ run }: ToldRun, step: number): string | undefined {
  const tick = step < run.choices ? undefined : run.ticks.find(({ after }) => after === step);
  return (tick ?? run.records[step])?.label;
}
