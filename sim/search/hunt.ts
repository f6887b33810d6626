// Hunting: random runs from seed after seed. Seeds are dealt out in fixed batches and results are taken in the order
// of the seeds, so that what is found does not depend on how many workers look.

import { Digest } from '../kernel/digest.ts';
import { hashText, type Lanes } from '../kernel/machine/hash.ts';
import type { Toggles } from '../rack/designs/toggles.ts';
import type { Invariant } from '../rack/invariants/invariant.ts';
import type { Scenario } from '../rack/scenario.ts';
import { Hunter } from './machine/hunter.ts';
import { batchRuns, DEPTH, lengthOf, once, Portfolio, type StrategyPlan } from './portfolio.ts';
import { type RunSight, Sightings } from './statistics.ts';
import type { Drawn } from './strategy.ts';
import type { Verdict } from './verdict.ts';

/** Labels whose hashes are kept. */
const LABELS_MAX = 50_000;

const WALK: StrategyPlan = { name: 'walk', depth: DEPTH };

export interface Batch {
  readonly seed: number;
  readonly runs: number;
}

/** The first run, by seed, that violates an invariant. */
export interface Find {
  readonly seed: number;
  readonly strategy: string;
  readonly drawn: Drawn;
  readonly invariant: string;
  readonly isSoft: boolean;
  readonly message: string;
  readonly step: number;
  readonly choices: readonly string[];
}

/** What some runs came to; plain data. */
export interface HuntResult {
  readonly runs: number;
  readonly steps: number;
  /** In how many runs each mark was reached. */
  readonly marks: Readonly<Record<string, number>>;
  /** The first of each invariant; soft ones are among them. */
  readonly finds: readonly Find[];
  /** Hash of all choices of all runs, in the order of the seeds; of fixed size, however many they are. */
  readonly digest: string;
  /** What each run met and tried, where it was asked for; the sum of several results has none. */
  readonly sights?: readonly RunSight[];
}

export interface HuntOptions {
  /**
   * Look for the first violation of each invariant, instead of the first of all. Each run then goes to its end, so
   * that a violation does not hide the ones after it.
   */
  readonly isKeepingGoing?: boolean;
  readonly invariants?: readonly Invariant[];
  /** A random walk unless said. */
  readonly plan?: StrategyPlan;
  /** Note what each run meets and tries. */
  readonly isWatched?: boolean;
}

/** All seeds of a hunt, in fixed portions. Without a limit on the runs it never ends. */
export function* batches(seed: number, runs = Number.POSITIVE_INFINITY, plan = WALK): Generator<Batch> {
  const size = batchRuns(plan);
  for (let done = 0; done < runs; done += size) yield { seed: seed + done, runs: Math.min(size, runs - done) };
}

/** How many batches there are for so many runs. */
export function batchesIn(runs = Number.POSITIVE_INFINITY, plan = WALK): number {
  return Math.ceil(runs / batchRuns(plan));
}

/** A hunt of one scenario under one set of toggles: what it learns from one batch makes the next one faster. */
export class Hunt {
  private readonly options: HuntOptions;
  private readonly hunter: Hunter;
  private readonly length: () => number;
  private readonly hashes = new Map<string, Lanes>();

  constructor(scenario: Scenario, toggles: Toggles, options: HuntOptions = {}) {
    const { isKeepingGoing = false, invariants } = options;
    this.options = options;
    this.length = once(() => lengthOf(scenario, toggles));
    this.hunter = new Hunter(scenario, toggles, {
      isStoppingAtFirst: !isKeepingGoing,
      ...(invariants && { invariants }),
    });
  }

  /** Runs one batch, up to the first hard violation unless it keeps going. */
  run(batch: Batch): HuntResult {
    const { isKeepingGoing = false, isWatched = false } = this.options;
    const finds: Find[] = [];
    const digest = new Digest();
    const marks: Record<string, number> = {};
    const { scenario, toggles } = this.hunter;
    const portfolio = new Portfolio(scenario, toggles, this.options.plan ?? WALK, this.length);
    const sightings = isWatched ? new Sightings() : undefined;
    let runs = 0;
    let steps = 0;
    for (let seed = batch.seed; seed < batch.seed + batch.runs; seed++) {
      const { name, strategy: dealt } = portfolio.deal(seed);
      const strategy = sightings?.watching(dealt, name) ?? dealt;
      const run = this.hunter.perform(strategy, name, seed);
      steps += run.stepCount;
      runs++;
      for (const label of run.labels) digest.updateBy(this.hashOf(label));
      for (const mark of run.marks) marks[mark] = (marks[mark] ?? 0) + 1;
      for (const { invariant, isSoft, message, step } of run.violations) {
        if (finds.some((find) => find.invariant === invariant)) continue;
        const { drawn } = strategy;
        finds.push({ seed, strategy: name, drawn, invariant, isSoft, message, step, choices: run.labels });
      }
      if (!isKeepingGoing && finds.some((find) => !find.isSoft)) break;
    }
    const all = { runs, steps, marks, finds, digest: digest.toString() };
    return sightings === undefined ? all : { ...all, sights: sightings.sights };
  }

  /** Runs have most of their labels in common, as long as they are not too many. */
  private hashOf(label: string): Lanes {
    const known = this.hashes.get(label);
    if (known !== undefined) return known;
    if (this.hashes.size >= LABELS_MAX) this.hashes.clear();
    const hash = hashText(label);
    this.hashes.set(label, hash);
    return hash;
  }
}

/** One batch by itself. */
export function huntBatch(scenario: Scenario, toggles: Toggles, batch: Batch, options?: HuntOptions): HuntResult {
  return new Hunt(scenario, toggles, options).run(batch);
}

export const NOTHING_YET: HuntResult = { runs: 0, steps: 0, marks: {}, finds: [], digest: new Digest().toString() };

/** Adds the next batch's result; results are added in the order of the seeds. */
export function merge(sum: HuntResult, next: HuntResult): HuntResult {
  const marks: Record<string, number> = { ...sum.marks };
  for (const [mark, runs] of Object.entries(next.marks)) marks[mark] = (marks[mark] ?? 0) + runs;
  const isNew = (find: Find) => !sum.finds.some((known) => known.invariant === find.invariant);
  return {
    runs: sum.runs + next.runs,
    steps: sum.steps + next.steps,
    marks,
    finds: [...sum.finds, ...next.finds.filter(isNew)],
    digest: digestOf([sum.digest, next.digest]),
  };
}

export function hasHardFind(result: HuntResult): boolean {
  return result.finds.some((find) => !find.isSoft);
}

/** The marks that the scenario names and that no run reached. */
export function missingMarks(scenario: Scenario, result: HuntResult): readonly string[] {
  return (scenario.marks ?? []).filter((mark) => !Object.hasOwn(result.marks, mark));
}

export function verdictOf(scenario: Scenario, result: HuntResult): Verdict {
  if (hasHardFind(result)) return 'violated';
  if (result.runs === 0) return 'inconclusive';
  return missingMarks(scenario, result).length > 0 ? 'vacuous' : 'holds';
}

function digestOf(texts: readonly string[]): string {
  const digest = new Digest();
  for (const text of texts) digest.update(text);
  return digest.toString();
}
