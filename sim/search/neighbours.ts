// The neighbourhood of a schedule under a design: all runs that differ from it by at most k changed choices.
//
// The *path* of a schedule is its choices, followed as far as they can be, and then default order until nothing is
// under way; ticks, requests that were not made, and what the drain does after that are no part of it. One change, at a
// position of a path, is either of:
// - *first*: another event that could happen there happens first, and then the path goes on. Requests and ticks that
//   are still on offer are such events, and so are faults, and timeouts that need not have been, while the scenario's
//   budget of faults lasts;
// - *without*: the choice there is left out. It comes in default order at the end, or not at all.
// What is no longer there when the path comes to it is skipped, as in any lenient replay. A second change is one of the
// path that the first has led to, at a later position. Two neighbours are the same when they take the same steps.

import { Digest } from '../kernel/digest.ts';
import type { Event } from '../kernel/event.ts';
import type { Toggles } from '../rack/designs/toggles.ts';
import type { Scenario } from '../rack/scenario.ts';
import { perform } from './course.ts';
import { earliest } from './drain.ts';
import { isHasty } from './moves.ts';
import { Replay } from './replay.ts';
import type { Run } from './run.ts';
import type { Strategy } from './strategy.ts';

/** One changed choice. */
export interface NeighbourChange {
  /** Position in the path, from 1. */
  readonly choice: number;
  readonly kind: 'first' | 'without';
  readonly label: string;
}

/** A run of the neighbourhood; plain data. */
export interface Neighbour {
  readonly changes: readonly NeighbourChange[];
  /** Of the steps that it takes up to where nothing is under way. */
  readonly digest: string;
  /** The hard invariants that it violates. */
  readonly violated: readonly string[];
  readonly choices: readonly string[];
}

/** A run with what else could have happened at each of its choices. */
interface Path {
  readonly run: Run;
  readonly others: readonly (readonly string[])[];
}

/** Follows labels, and then default order until nothing is under way, noting what else could happen. */
class Along implements Strategy {
  readonly others: string[][] = [];
  private readonly replay: Replay;
  private isFollowing = true;

  constructor(labels: readonly string[]) {
    this.replay = new Replay(labels, 'alike');
  }

  next(run: Run): Event | undefined {
    const event = this.choose(run);
    if (event === undefined) return undefined;
    const mayFail = run.faultsLeft > 0;
    const possible = run.enabled().filter((other) => !isHasty(other) || (mayFail && run.allows('timeout')));
    const labels = [...possible, ...run.faults()].map(({ label }) => label);
    this.others.push(labels.filter((label) => label !== event.label));
    if (isHasty(event) && mayFail) run.spendFault();
    return event;
  }

  private choose(run: Run): Event | undefined {
    const event = this.isFollowing ? this.replay.next(run) : undefined;
    if (event !== undefined) return event;
    this.isFollowing = false;
    const isOffered = (other: Event) =>
      other.kind === 'external' && (other.source === 'operation' || other.source === 'tick');
    return earliest(run.enabled().filter((other) => !isOffered(other)));
  }
}

/** The schedule itself, under the design: the neighbour without a change. */
export function itself(scenario: Scenario, toggles: Toggles, choices: readonly string[]): Neighbour {
  return neighbourOf(walkAlong(scenario, toggles, choices), []);
}

/**
 * All neighbours whose first change is at one choice, from 1, of the path of `choices`. They may come several times,
 * and at a distance of two some again from another first choice: count them by their digests. Throws as `perform` does.
 */
export function* neighbours(
  scenario: Scenario,
  toggles: Toggles,
  choices: readonly string[],
  { choice, distance }: { readonly choice: number; readonly distance: number },
): Generator<Neighbour> {
  const along = (labels: readonly string[]) => walkAlong(scenario, toggles, labels);
  yield* changed(along, along(choices), choice, [], distance);
}

function* changed(
  along: (labels: readonly string[]) => Path,
  path: Path,
  choice: number,
  before: readonly NeighbourChange[],
  distance: number,
): Generator<Neighbour> {
  const { labels } = path.run;
  const at = choice - 1;
  const own = labels[at];
  if (own === undefined || distance < 1) return;
  const changes: NeighbourChange[] = [
    ...(path.others[at] ?? []).map((label): NeighbourChange => ({ choice, kind: 'first', label })),
    { choice, kind: 'without', label: own },
  ];
  for (const change of changes) {
    const next = change.kind === 'first' ? labels.toSpliced(at, 0, change.label) : labels.toSpliced(at, 1);
    const led = along(next);
    const all = [...before, change];
    yield neighbourOf(led, all);
    for (let later = choice + 1; later <= led.run.labels.length && distance > 1; later++) {
      yield* changed(along, led, later, all, distance - 1);
    }
  }
}

function walkAlong(scenario: Scenario, toggles: Toggles, labels: readonly string[]): Path {
  const strategy = new Along(labels);
  return { run: perform(scenario, toggles, { kind: 'replay', replay: strategy }), others: strategy.others };
}

function neighbourOf({ run }: Path, changes: readonly NeighbourChange[]): Neighbour {
  const digest = new Digest();
  for (const label of run.labels) digest.update(label);
  const violated = run.violations.filter(({ isSoft }) => !isSoft).map(({ invariant }) => invariant);
  return { changes, digest: digest.toString(), violated, choices: run.labels };
}
