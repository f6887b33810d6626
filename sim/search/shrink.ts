// Shrinking: from a schedule that violates an invariant to a shorter one that violates the same. Deterministic: fewer
// client operations, fewer faults, fewer ticks and restarts, fewer steps (delta debugging, Zeller and Hildebrandt
// 2002), fewer context switches, in that order, round after round until a round gains nothing.
// A candidate is replayed by label, what is no longer there is skipped, and what was taken is what is kept.

import type { Toggles } from '../rack/designs/toggles.ts';
import type { Invariant } from '../rack/invariants/invariant.ts';
import type { Scenario } from '../rack/scenario.ts';
import { DefectError, perform } from './course.ts';
import { actorOf, isFault, isLess, isNudge, isOperation, type Measure, measure } from './measure.ts';
import { Replay, type ReplayMode } from './replay.ts';
import type { Run } from './run.ts';

/** A violation to shrink. */
export interface Subject {
  readonly scenario: Scenario;
  readonly toggles: Toggles;
  /** The name of the invariant that the result must violate. */
  readonly invariant: string;
  readonly invariants: readonly Invariant[];
}

export interface ShrinkOptions {
  /** Bound on the number of candidates. */
  readonly replaysMax?: number;
}

export interface ShrinkProgress {
  readonly replays: number;
  readonly replaysMax: number;
  readonly best: Measure;
}

export interface Shrunk {
  readonly choices: readonly string[];
  readonly before: Measure;
  readonly after: Measure;
  readonly replays: number;
  /** False when the bound ended it, or the caller did. */
  readonly isComplete: boolean;
}

type Pass = (shrinker: Shrinker) => Generator<ShrinkProgress, void>;

const REPLAYS_MAX = 3_000;

/** Shrinks to the end. Throws when `choices` does not violate the invariant in the first place. */
export function shrink(
  subject: Subject,
  choices: readonly string[],
  options: ShrinkOptions & { readonly onProgress?: (progress: ShrinkProgress) => void } = {},
): Shrunk {
  const steps = shrinking(subject, choices, options);
  for (;;) {
    const turn = steps.next();
    if (turn.done) return turn.value;
    options.onProgress?.(turn.value);
  }
}

/** As {@link shrink}, one candidate a turn. Sent `'stop'`, it ends with what it has. */
export function* shrinking(
  subject: Subject,
  choices: readonly string[],
  options: ShrinkOptions = {},
): Generator<ShrinkProgress, Shrunk, 'stop' | undefined> {
  const shrinker = new Shrinker(subject, choices, options.replaysMax ?? REPLAYS_MAX);
  const before = measure(choices);
  const done = (isComplete: boolean): Shrunk => {
    const { best, size, replays } = shrinker;
    return { choices: best, before, after: size, replays, isComplete };
  };
  for (;;) {
    const { size } = shrinker;
    for (const pass of PASSES) {
      for (const progress of pass(shrinker)) {
        if ((yield progress) === 'stop') return done(false);
        if (shrinker.isSpent) return done(false);
      }
    }
    if (!isLess(shrinker.size, size)) return done(true);
  }
}

/** The shortest schedule so far, and the trial of a shorter one. */
class Shrinker {
  best: readonly string[];
  size: Measure;
  replays = 0;
  readonly replaysMax: number;
  private readonly subject: Subject;
  /** Candidates that were tried: rounds repeat themselves. */
  private readonly known = new Set<string>();

  constructor(subject: Subject, choices: readonly string[], replaysMax: number) {
    this.subject = subject;
    this.replaysMax = replaysMax;
    const run = this.replay(choices, 'strict');
    if (run === undefined) throw new Error(`the schedule does not violate "${subject.invariant}"`);
    this.best = run.labels;
    this.size = measure(this.best);
  }

  get isSpent(): boolean {
    return this.replays >= this.replaysMax;
  }

  get progress(): ShrinkProgress {
    return { replays: this.replays, replaysMax: this.replaysMax, best: this.size };
  }

  /** Keeps the candidate if it is shorter, still violates the invariant, and replays as it was recorded. */
  accepts(candidate: readonly string[]): boolean {
    const key = candidate.join('\n');
    if (this.known.has(key)) return false;
    this.known.add(key);
    const labels = this.tryReplay(candidate)?.labels;
    if (labels === undefined || !isLess(measure(labels), this.size)) return false;
    this.best = labels;
    this.size = measure(labels);
    return true;
  }

  /** A candidate that no run would take may run into a defect of the model; it is no good either. */
  private tryReplay(candidate: readonly string[]): Run | undefined {
    try {
      return this.replay(candidate, 'alike');
    } catch (error) {
      if (error instanceof DefectError) return undefined;
      throw error;
    }
  }

  /** The run up to the violation, or `undefined` when there is none. */
  private replay(choices: readonly string[], mode: ReplayMode): Run | undefined {
    this.replays++;
    const { scenario, toggles, invariant, invariants } = this.subject;
    const run = perform(
      scenario,
      toggles,
      { kind: 'replay', replay: new Replay(choices, mode) },
      // Only what is looked for: another invariant must not end the run before it.
      { isStoppingAtFirst: true, invariants: invariants.filter(({ name }) => name === invariant) },
    );
    return run.violations.some((violation) => violation.invariant === invariant) ? run : undefined;
  }
}

const PASSES: readonly Pass[] = [
  (shrinker) => dropEach(shrinker, isOperation),
  (shrinker) => dropEach(shrinker, isFault),
  (shrinker) => dropEach(shrinker, isNudge),
  dropChunks,
  joinActors,
];

/** Drops the choices of a sort one by one, the last first: what depends on them goes with them. */
function* dropEach(shrinker: Shrinker, isOfSort: (label: string) => boolean): Generator<ShrinkProgress, void> {
  for (let index = shrinker.best.length - 1; index >= 0; index--) {
    const label = shrinker.best[index];
    if (label === undefined || !isOfSort(label)) continue;
    shrinker.accepts(shrinker.best.toSpliced(index, 1));
    yield shrinker.progress;
  }
}

/** Drops stretches of choices: halves, quarters, down to single ones; from the end, since most tails are idle. */
function* dropChunks(shrinker: Shrinker): Generator<ShrinkProgress, void> {
  for (let size = shrinker.best.length >> 1; size >= 1; size >>= 1) {
    for (let end = shrinker.best.length; end > 0; end = Math.min(end - size, shrinker.best.length)) {
      const start = Math.max(0, end - size);
      shrinker.accepts(shrinker.best.toSpliced(start, end - start));
      yield shrinker.progress;
    }
  }
}

/** Moves each choice up to the last one of the same task, so that the tasks take turns less often. */
function* joinActors(shrinker: Shrinker): Generator<ShrinkProgress, void> {
  for (let index = 2; index < shrinker.best.length; index++) {
    const { best } = shrinker;
    const label = best[index] as string;
    const previous = best.slice(0, index).findLastIndex((other) => actorOf(other) === actorOf(label));
    if (previous < 0 || previous === index - 1) continue;
    shrinker.accepts([
      ...best.slice(0, previous + 1),
      label,
      ...best.slice(previous + 1, index),
      ...best.slice(index + 1),
    ]);
    yield shrinker.progress;
  }
}
