// The page: a run and its forks, one of which is shown.

import { useEffect, useMemo, useState } from 'preact/hooks';
import type { RecordedRun } from '../../recorded-run.ts';
import { tellRun } from '../view/told-run.ts';
import type { Fork, Sequel, WhatIf } from '../view/what-if.ts';
import { ForkBar } from './fork-bar.tsx';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { RunView } from './run-view.tsx';
import { useStep, useTheme } from './state.ts';

interface Props {
  readonly run: RecordedRun;
  readonly whatIf: WhatIf;
  /** Says what is wrong when the run is not the one that was recorded. */
  readonly verify: () => string | null;
}

/** Not before the page is there. */
const VERIFY_AFTER_MS = 300;

export function App({ run, whatIf, verify }: Props) {
  const [forks, setForks] = useState<readonly Fork[]>([]);
  const [active, setActive] = useState(0);
  const [notice, setNotice] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isHelping, setHelping] = useState(false);
  const [theme, setTheme] = useTheme();
  const fork = forks[active - 1];
  const shown = fork?.run ?? run;
  const told = useMemo(() => tellRun(shown), [shown]);
  const [step, setStep] = useStep(told.steps.length, firstStepOf(run));

  useEffect(() => {
    const later = setTimeout(() => setNotice(verify()), VERIFY_AFTER_MS);
    return () => clearTimeout(later);
  }, [verify]);

  /** Shows a run that went another way, or says why there is none. */
  const show = <F extends Fork>(make: () => F, at: (made: F) => number, replaced: number | null) => {
    try {
      const next = make();
      const kept = replaced === null ? [...forks, next] : forks.toSpliced(replaced - 1, 1, next);
      setForks(kept);
      setActive(replaced ?? kept.length);
      setStep(at(next));
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const take = (choice: string | null, otherDesign: string | null, sequel: Sequel) => {
    // Step by step, one fork grows; otherwise each choice makes one of its own.
    const isGrowing = fork?.isOpen === true && step === shown.records.length && otherDesign === null;
    const plan = { step, choice, design: otherDesign ?? shown.design, sequel };
    show(
      () => whatIf.fork(shown, plan),
      ({ at }) => at,
      isGrowing ? active : null,
    );
  };
  const follow = (choices: readonly string[], course: string) => {
    show(
      () => whatIf.follow(choices, shown.design, course),
      () => step,
      null,
    );
  };
  return (
    <div class="page">
      <Header
        run={shown}
        isOpen={fork?.isOpen ?? false}
        theme={theme}
        onTheme={setTheme}
        onHelp={() => setHelping(true)}
      />
      {[notice, problem].map((text) => text && <Notice key={text} text={text} />)}
      {forks.length > 0 && (
        <ForkBar
          forks={forks}
          active={active}
          onActive={setActive}
          whatIf={whatIf}
          onFinish={() => take(null, null, 'default')}
        />
      )}
      <RunView
        told={told}
        step={step}
        onStep={setStep}
        whatIf={whatIf}
        onFork={take}
        onFollow={follow}
        onHelp={() => setHelping(true)}
      />
      {isHelping && <Help onClose={() => setHelping(false)} />}
    </div>
  );
}

function Notice({ text }: { readonly text: string }) {
  return (
    <p class="notice" role="alert">
      {text}
    </p>
  );
}

/** A reader who names no step begins where the first hard violation is, or before everything. */
function firstStepOf({ violations }: RecordedRun): number {
  return violations.find(({ isSoft }) => !isSoft)?.step ?? 0;
}
