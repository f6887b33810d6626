// What a hunt found, shrunk and saved.

import type { Invariant } from '../rack/invariants/invariant.ts';
import type { Find, HuntResult } from '../search/hunt.ts';
import type { Measure } from '../search/measure.ts';
import type { Schedule } from '../search/schedule.ts';
import { type Shrunk, shrinking } from '../search/shrink.ts';
import { witness } from '../search/witness.ts';
import { type ToldCause, toldCauses } from './causes.ts';
import { writeHtmlReport } from './html-report.ts';
import { showProgress } from './progress.ts';
import { portableReference, saveWitness } from './save.ts';
import type { Selection } from './selection.ts';
import type { Terminal } from './terminal.ts';

export interface Saved {
  readonly find: Find;
  readonly shrunk: Shrunk;
  readonly schedule: Schedule;
  readonly path: string;
  /** Why it is violated. */
  readonly causes: readonly ToldCause[];
  /** Of the page; `null` when there is none. */
  readonly report: string | null;
}

/** Candidates between two looks at whether to stop. */
const SLICE = 20;

/** Shrinks and saves each hard find, with a page for each. When asked to stop it saves what it has. */
export async function saveFinds(
  terminal: Terminal,
  selection: Selection,
  result: HuntResult,
  invariants: readonly Invariant[],
  shouldStop: () => boolean,
): Promise<readonly Saved[]> {
  const saved: Saved[] = [];
  for (const find of result.finds) {
    if (find.isSoft) continue;
    const { story, toggles, scenario, design, set } = selection;
    const origin = { scenario: portableReference(scenario), design, set, seed: find.seed, strategy: find.strategy };
    // Confirmed before any time goes into making it shorter.
    witness(story, toggles, find.choices, origin, find.invariant);
    const shrunk = await shrinkInSlices(selection, find, invariants, shouldStop);
    const schedule = witness(story, toggles, shrunk.choices, origin, find.invariant);
    const path = saveWitness(schedule, story.name, find.invariant);
    const how = shrunk.isComplete ? 'shrunk' : 'partly shrunk';
    const course = `${how} from strategy ${find.strategy}, seed ${find.seed}`;
    const all = shouldStop() ? null : toldCauses(selection, schedule.choices);
    const report = await writeHtmlReport(terminal, selection, schedule, { path, course, causes: all });
    const causes = (all ?? []).filter(({ invariants: mended }) => mended.includes(find.invariant));
    saved.push({ find, shrunk, schedule, path, causes, report });
  }
  return saved;
}

/** Lets signals through now and then. */
export async function shrinkInSlices(
  { story: scenario, toggles }: Selection,
  { invariant, choices }: Pick<Find, 'invariant' | 'choices'>,
  invariants: readonly Invariant[],
  shouldStop: () => boolean,
): Promise<Shrunk> {
  const steps = shrinking({ scenario, toggles, invariant, invariants }, choices);
  let progress: ReturnType<typeof showProgress> | undefined;
  try {
    for (let turns = 0; ; turns++) {
      const turn = steps.next(shouldStop() ? 'stop' : undefined);
      if (turn.done) return turn.value;
      if (turns % SLICE !== 0) continue;
      const { replays, replaysMax, best } = turn.value;
      progress ??= showProgress(`shrinking ${invariant}`, replaysMax);
      progress.update(replays, inWords(best));
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    progress?.stop();
  }
}

/** `11 steps, 1 request, 5 switches`. */
export function inWords({ steps, operations, faults, nudges, switches }: Measure): string {
  return [
    countOf(steps, 'step'),
    countOf(operations, 'request'),
    countOf(faults, 'fault'),
    ...(nudges > 0 ? [countOf(nudges, 'tick or restart', 'ticks or restarts')] : []),
    countOf(switches, 'switch', 'switches'),
  ].join(', ');
}

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
