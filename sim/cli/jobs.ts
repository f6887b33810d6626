// What workers do: batches of a hunt, trials of a comparison, parts of a neighbourhood. A job is plain data, so that a
// thread can be told.

import type { Toggles } from '../rack/designs/toggles.ts';
import { INVARIANTS } from '../rack/invariants/index.ts';
import type { Scenario } from '../rack/scenario.ts';
import { type Batch, Hunt, type HuntResult } from '../search/hunt.ts';
import { type Hand, ownHand, threadHand } from '../search/pool/pool.ts';
import type { StrategyPlan } from '../search/portfolio.ts';
import type { ProveOptions } from '../search/prove/searching.ts';
import { type RecheckPart, type RecheckPlan, recheckAt } from '../search/recheck.ts';
import { shorten, type TrialResult, type TrialViolation, trial } from '../search/trial.ts';
import { proveTimed, type TimedProof } from './prove-timed.ts';
import { portableReference } from './save.ts';
import { type Choice, findInvariants, namingFile, type Selection, select } from './selection.ts';

interface HuntJob {
  readonly kind: 'hunt';
  readonly choice: Choice;
  readonly batch: Batch;
  readonly isKeepingGoing: boolean;
  /** Names of the invariants to look for. */
  readonly invariants: readonly string[];
  readonly plan: StrategyPlan;
}

interface TrialJob {
  readonly kind: 'trial';
  readonly choice: Choice;
  /** Search exhaustively, too, up to so many states; `null` for not at all. */
  readonly statesMax: number | null;
}

interface ShortenJob {
  readonly kind: 'shorten';
  readonly choice: Choice;
  readonly violation: TrialViolation;
}

interface RecheckJob {
  readonly kind: 'recheck';
  readonly choice: Choice;
  readonly plan: RecheckPlan;
  /** The choice that is changed first. */
  readonly at: number;
}

interface ProveJob {
  readonly kind: 'prove';
  readonly choice: Choice;
  /** Names of the invariants to prove. */
  readonly invariants: readonly string[];
  readonly prefix: readonly string[] | undefined;
  readonly options: ProveOptions;
  /** Time after which it stops; `null` for none. */
  readonly forMs: number | null;
  /** Shared by all threads: it stops once this is not 0. */
  readonly stop: Int32Array;
}

export type Job = HuntJob | TrialJob | ShortenJob | RecheckJob | ProveJob;
export type JobResult = HuntResult | TrialResult | TrialViolation | RecheckPart | TimedProof;

const selections = new Map<string, Promise<Selection>>();

/** Does a job in this thread. */
export async function perform(job: Job): Promise<JobResult> {
  const key = JSON.stringify(job.choice);
  const pending = selections.get(key) ?? select(job.choice);
  selections.set(key, pending);
  const selection = await pending;
  try {
    return await doJob(job, selection);
  } catch (error) {
    throw namingFile(selection, error);
  }
}

function doJob(job: Job, { story, toggles, scenario, design, set }: Selection): JobResult | Promise<JobResult> {
  switch (job.kind) {
    case 'hunt':
      return huntOf(job, story, toggles).run(job.batch);
    case 'trial':
      return trial(
        story,
        toggles,
        { scenario: portableReference(scenario), design, set },
        { invariants: INVARIANTS, ...(job.statesMax !== null && { statesMax: job.statesMax }) },
      );
    case 'shorten':
      return shorten(story, toggles, job.violation, { invariants: INVARIANTS });
    case 'recheck':
      return recheckAt(story, toggles, job.plan, job.at);
    case 'prove': {
      const question = { scenario: story, toggles, invariants: findInvariants(job.invariants), prefix: job.prefix };
      const isStopping = () => Atomics.load(job.stop, 0) !== 0;
      return proveTimed(question, job.options, { forMs: job.forMs, isStopping });
    }
    default:
      return job satisfies never;
  }
}

/** The hunt of the last job: what it has learned is worth keeping while its batches come. */
let lastHunt: { readonly key: string; readonly hunt: Hunt } | undefined;

function huntOf({ batch: _, ...job }: HuntJob, story: Scenario, toggles: Toggles): Hunt {
  const key = JSON.stringify(job);
  if (lastHunt?.key !== key) {
    const { isKeepingGoing, plan } = job;
    const options = { isKeepingGoing, plan, invariants: findInvariants(job.invariants), isWatched: true };
    lastHunt = { key, hunt: new Hunt(story, toggles, options) };
  }
  return lastHunt.hunt;
}

/** As many hands as asked for, and no thread for one alone. */
export function hire(count: number): readonly Hand<Job, JobResult>[] {
  if (count === 1) return [ownHand(perform)];
  const entry = new URL('./worker.ts', import.meta.url);
  return Array.from({ length: count }, () => threadHand<Job, JobResult>(entry));
}

export async function dismiss(hands: readonly Hand<Job, JobResult>[]): Promise<void> {
  await Promise.all(hands.map((hand) => hand.close()));
}
