// One run, in all its views: the timeline, the picture with the story, and the panel beside it.

import { useMemo, useRef, useState } from 'preact/hooks';
import { type Filter, fits, NO_FILTER } from '../view/filter.ts';
import { rowsOf, stepOf } from '../view/rows.ts';
import type { ToldRun } from '../view/told-run.ts';
import type { Sequel, WhatIf } from '../view/what-if.ts';
import { About } from './about.tsx';
import { Diagram } from './diagram.tsx';
import { geometryOf } from './geometry.ts';
import { InvariantsPanel } from './invariants-panel.tsx';
import { useKeyboard } from './keyboard.ts';
import { Side } from './side.tsx';
import { type Light, type Tab, usePrinting, useScale } from './state.ts';
import { StepPanel } from './step-panel.tsx';
import { Timeline } from './timeline.tsx';
import { Toolbar } from './toolbar.tsx';
import { WhatIfPanel } from './what-if-panel.tsx';
import { WhyPanel } from './why-panel.tsx';

interface Props {
  readonly told: ToldRun;
  readonly step: number;
  readonly onStep: (step: number) => void;
  readonly whatIf: WhatIf;
  readonly onFork: (choice: string | null, otherDesign: string | null, sequel: Sequel) => void;
  /** Shows the run with other choices. */
  readonly onFollow: (choices: readonly string[], course: string) => void;
  readonly onHelp: () => void;
}

export function RunView({ told, step, onStep, whatIf, onFork, onFollow, onHelp }: Props) {
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [isEverything, setEverything] = useState(false);
  const [tab, setTab] = useState<Tab>('step');
  const [light, setLight] = useState<Light>('off');
  const search = useRef<HTMLInputElement>(null);
  const isPrinting = usePrinting();
  const scale = useScale();
  const rows = useMemo(
    () => rowsOf(told, { isEverything, fits: (one) => fits(one, filter) }),
    [told, isEverything, filter],
  );
  const lanes = useMemo(() => told.lanes.filter(({ id }) => !filter.hidden.has(id)), [told, filter]);
  const geometry = useMemo(() => geometryOf(lanes, scale), [lanes, scale]);
  const lit = useLight(told, step, light);
  const subjects = useMemo(() => subjectsIn(told), [told]);

  useKeyboard({
    move: (by) => onStep(step + by),
    moveRow: (by) => onStep(nextRow(rows, step, by)),
    goTo: (where) => onStep(where === 'first' ? 0 : told.steps.length),
    moveNotable: (by) => onStep(nextNotable(told, step, by)),
    toggleEverything: () => setEverything(!isEverything),
    toggleLight: () => setLight(light === 'off' ? 'both' : 'off'),
    showTab: setTab,
    search: () => search.current?.focus(),
    help: onHelp,
  });
  const invariants = (
    <InvariantsPanel told={told} onStep={onStep} onExplain={() => whatIf.explain(told.run)} onFollow={onFollow} />
  );
  return (
    <>
      <Timeline told={told} step={step} onStep={onStep} />
      <main class="main">
        <div class="left">
          <Toolbar
            lanes={told.lanes}
            subjects={subjects}
            filter={filter}
            onFilter={setFilter}
            isEverything={isEverything}
            onEverything={setEverything}
            search={search}
          />
          {isPrinting && <About run={told.run} />}
          {isPrinting && invariants}
          <Diagram
            told={told}
            rows={rows}
            geometry={geometry}
            step={step}
            onStep={onStep}
            lit={lit}
            isPrinting={isPrinting}
          />
        </div>
        <Side tab={tab} onTab={setTab} broken={told.run.violations.length}>
          {(tab === 'step' || isPrinting) && <StepPanel told={told} step={step} />}
          {tab === 'why' && <WhyPanel told={told} step={step} light={light} onLight={setLight} onStep={onStep} />}
          {tab === 'invariants' && invariants}
          {tab === 'what-if' && <WhatIfPanel told={told} step={step} whatIf={whatIf} onFork={onFork} />}
        </Side>
      </main>
    </>
  );
}

/** How a step is lit: as the current one's past or future, or not at all. */
function useLight(told: ToldRun, step: number, light: Light): (step: number) => string {
  return useMemo(() => {
    if (light === 'off') return () => '';
    const past = light === 'future' ? new Set<number>() : told.causes.past(step);
    const future = light === 'past' ? new Set<number>() : told.causes.future(step);
    return (other) =>
      other === step
        ? 'is-lit'
        : past.has(other)
          ? 'is-lit is-past'
          : future.has(other)
            ? 'is-lit is-future'
            : 'is-dim';
  }, [told, step, light]);
}

function subjectsIn({ steps }: ToldRun): string[] {
  const all = new Set(steps.flatMap(({ subjects }) => [...subjects]));
  const named = (kind: string) => [...all].filter((subject) => subject.startsWith(`${kind}-`)).sort(byNumber);
  return ['instance', 'vmm', 'migration', 'saga'].flatMap(named);
}

function byNumber(a: string, b: string): number {
  return Number(a.replace(/\D+/, '')) - Number(b.replace(/\D+/, ''));
}

function nextRow({ rows, rowOf }: ReturnType<typeof rowsOf>, step: number, by: 1 | -1): number {
  for (let at = rowOf(step) + by; at >= 0 && at < rows.length; at += by) {
    const row = rows[at];
    if (row?.kind === 'step' || row?.kind === 'fold') return stepOf(row);
  }
  return by < 0 ? 0 : step;
}

/** Requests, answers, faults and violations. */
function nextNotable({ steps, run }: ToldRun, step: number, by: 1 | -1): number {
  const broken = new Set(run.violations.map((violation) => violation.step));
  for (let at = step + by; at >= 1 && at <= steps.length; at += by) {
    const one = steps[at - 1];
    if (one && (broken.has(at) || one.mark === '!' || one.mark === '>' || one.mark === '<')) return at;
  }
  return step;
}
