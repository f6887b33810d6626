// The whole run in one line: a slider, what happened where, and a lane for each invariant.

import { useMemo, useState } from 'preact/hooks';
import { INVARIANTS } from '../../../sim/rack/invariants/index.ts';
import type { FoundViolation } from '../../recorded-run.ts';
import { showTime } from '../../text/words.ts';
import type { ToldRun } from '../view/told-run.ts';

interface Props {
  readonly told: ToldRun;
  readonly step: number;
  readonly onStep: (step: number) => void;
}

export function Timeline({ told, step, onStep }: Props) {
  const last = told.steps.length;
  const record = told.run.records[step - 1];
  const at = step === 0 ? 'before the first step' : `step ${step} of ${last}, ${showTime(record?.now ?? 0)}`;
  return (
    <section class="timeline" aria-label="Time travel">
      <div class="timeline-controls">
        <Jump label="First" icon="M2 2h2v10h-2zM12 2v10l-7-5z" onClick={() => onStep(0)} />
        <Jump label="Back" icon="M10 2v10l-7-5z" onClick={() => onStep(step - 1)} />
        <Jump label="Forth" icon="M4 2v10l7-5z" onClick={() => onStep(step + 1)} />
        <Jump label="Last" icon="M10 2h2v10h-2zM2 2v10l7-5z" onClick={() => onStep(last)} />
        <output class="position">
          <strong>{step}</strong>
          <span>
            /{last} {showTime(record?.now ?? 0)}
          </span>
        </output>
      </div>
      <div class="track">
        <Happenings told={told} />
        <input
          class="slider"
          type="range"
          min={0}
          max={last}
          value={step}
          aria-label="Step"
          aria-valuetext={at}
          onInput={(event) => onStep(Number(event.currentTarget.value))}
        />
      </div>
      <InvariantLanes told={told} step={step} onStep={onStep} />
    </section>
  );
}

interface JumpProps {
  readonly label: string;
  /** The path of its sign. */
  readonly icon: string;
  readonly onClick: () => void;
}

function Jump({ label, icon, onClick }: JumpProps) {
  return (
    <button type="button" class="jump" aria-label={label} title={label} onClick={onClick}>
      <svg aria-hidden="true" width={14} height={14}>
        <path d={icon} fill="currentColor" />
      </svg>
    </button>
  );
}

/** Of a step's place on the track. */
function share(step: number, last: number): string {
  return `${(100 * step) / Math.max(1, last)}%`;
}

/** Requests, answers, faults and physical changes, in one look; and where the drain begins. */
function Happenings({ told }: Pick<Props, 'told'>) {
  const last = told.steps.length;
  const marks = useMemo(() => told.steps.filter(({ mark }) => mark === '>' || mark === '<' || mark === '!'), [told]);
  return (
    <div class="happenings" aria-hidden="true">
      {told.run.choices < last && <span class="drain" style={{ left: share(told.run.choices, last) }} />}
      {marks.map(({ index, mark, what }) => (
        <span
          key={index}
          class={`happening happening-${NAMES[mark]}`}
          style={{ left: share(index, last) }}
          title={what}
        >
          {mark === '!' ? '⚡' : mark === '>' ? '▾' : '▴'}
        </span>
      ))}
    </div>
  );
}

const NAMES: Readonly<Record<string, string>> = { '>': 'request', '<': 'answer', '!': 'fault' };

function InvariantLanes({ told, step, onStep }: Props) {
  const [isOpen, setOpen] = useState(false);
  const { violations } = told.run;
  const broken = new Map(violations.map((violation) => [violation.invariant, violation]));
  const holding = INVARIANTS.filter(({ name }) => !broken.has(name));
  return (
    <div class="invariant-lanes">
      {violations.map((violation) => (
        <InvariantLane key={violation.invariant} violation={violation} told={told} step={step} onStep={onStep} />
      ))}
      {isOpen &&
        holding.map(({ name, property }) => (
          <div key={name} class="invariant-lane" title={property}>
            <span class="invariant-name">✓ {name}</span>
            <span class="invariant-bar" />
          </div>
        ))}
      <button type="button" class="invariant-more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? '▴' : '▾'} {holding.length} {broken.size > 0 ? 'others hold' : 'invariants hold'}
      </button>
    </div>
  );
}

function InvariantLane({ violation, told, step, onStep }: Props & { readonly violation: FoundViolation }) {
  const { invariant, isSoft, isAtRest, message } = violation;
  const last = told.steps.length;
  const from = share(violation.step, last);
  const isBroken = step >= violation.step;
  const where = isAtRest ? 'at rest' : `after step ${violation.step}`;
  return (
    <div class={`invariant-lane ${isSoft ? 'is-soft' : 'is-hard'}`}>
      <span class={`invariant-name ${isBroken ? 'is-broken' : ''}`}>
        {isBroken ? (isSoft ? '◇' : '◆') : '✓'} {invariant}
      </span>
      <span class="invariant-bar">
        <span class="invariant-broken" style={{ left: from }} />
        <button
          type="button"
          class="invariant-break"
          style={{ left: from }}
          aria-label={`${invariant} does not hold, ${where}`}
          title={`${where}: ${message}`}
          onClick={() => onStep(violation.step)}
        >
          {isSoft ? '◇' : '◆'}
        </button>
      </span>
    </div>
  );
}
