// Livelocks: loops that a schedule which is fair to all can go round for ever. Looked for once an exploration is over,
// from the states that it was led back to; where there are none, every schedule comes to an end.
//
// Those states are enough, whatever orders the exploration left out. Of an endless fair schedule it keeps one that
// differs, at any place of it, in the order of finitely many steps: whoever could go on all the time does go on, so the
// step that was chosen instead comes in the endless schedule, too. What it keeps is endless, and states are finitely
// many, so it is led back; and from there the rest of the endless schedule can be taken as it was.

import type { Effect } from '../../kernel/machine/transition.ts';
import { Cycles, movesOfItself, type Place } from './cycles.ts';
import { type Loop, loopIn } from './loop.ts';
import { type Change, changesOf, recurrentSteps } from './recurrence.ts';
import type { Space } from './space.ts';
import { Tracks } from './tracks.ts';
import { type Trail, trailTo } from './trail.ts';
import type { Visited } from './visited.ts';

/** A loop, and the way to it. */
export interface Livelock {
  /** Labels, as a schedule has them. */
  readonly stem: readonly string[];
  readonly loop: readonly string[];
  /** The rows that change on it. */
  readonly changes: readonly string[];
}

/** What looking for livelocks has come to. */
export interface LoopSearch {
  /** States from which ways back were looked for; 0 when there can be none. */
  readonly states: number;
  readonly isComplete: boolean;
  /** One with a nearest entry. */
  readonly livelock: Livelock | undefined;
}

/** States looked at between two yields. */
const SLICE = 1_000;

/** How far to look. */
interface Bounds {
  readonly statesMax: number;
  /**
   * The exploration came to its end. Where it did not, or only to that of schedules with few delays, only states that
   * it has visited are looked at.
   */
  readonly isExplored: boolean;
}

/**
 * Looks for a livelock among the steps that make these changes. Yields the number of states so far now and then; sent
 * `'stop'`, ends with what it has.
 */
export function* livelocks<F>(
  space: Space<F>,
  visited: Visited,
  { statesMax, isExplored }: Bounds,
  changes: readonly Change[] = changesOf(space.machine),
): Generator<number, LoopSearch, 'stop' | undefined> {
  const recurrent = recurrentSteps(changes);
  // Among schedules with few delays, not every order of a state that was visited is one of them.
  const isEveryOrder = isExplored && space.delays === undefined;
  const cycles = new Cycles(space, recurrent, isEveryOrder ? undefined : visited);
  const end = (isComplete: boolean, livelock?: Livelock): LoopSearch => ({
    states: cycles.count,
    isComplete,
    livelock,
  });
  let told = 0;
  const tracks = new Tracks(space, visited);
  for (const { hash, depth } of recurrent.size > 0 ? visited.returns() : []) {
    if (cycles.knows({ high: hash[0], low: hash[1] })) continue;
    const components: (readonly Place[])[] = [];
    for (const _ of cycles.from(tracks.stateOf(hash, depth), (component) => components.push(component))) {
      if (cycles.count < told + SLICE) continue;
      told = cycles.count;
      if (told >= statesMax || (yield told) === 'stop') return end(false);
    }
    const loop = nearestLoop(components, space);
    if (loop !== undefined) return end(false, livelockOf(space, cycles, trailTo(space, visited, hash), loop));
  }
  return end(true);
}

function nearestLoop<F>(components: readonly (readonly Place[])[], { machine }: Space<F>): Loop | undefined {
  const loops = components.flatMap((component) => loopIn(component, machine.cells) ?? []);
  return loops.sort((a, b) => a.ways.length - b.ways.length || compareStarts(a, b))[0];
}

function compareStarts({ start: { hash: a } }: Loop, { start: { hash: b } }: Loop): number {
  return a.high - b.high || a.low - b.low;
}

/** Goes on from a trail into a loop, and round it once. */
function livelockOf<F>(space: Space<F>, known: Cycles, trail: Trail, { start, ways, changes }: Loop): Livelock {
  const { numbers } = trail;
  const tell = ({ label, effect }: Step): string => {
    const told = numbers.translate(label);
    numbers.count(effect);
    return told;
  };
  const stem = [...trail.labels, ...wayTo(space, known, trail.state, start).map(tell)];
  const loop = ways.map(({ move: { label }, effect }) => tell({ label, effect }));
  return { stem, loop, changes: changes.map((row) => numbers.translate(row)) };
}

interface Step {
  readonly label: string;
  readonly effect: Effect;
}

interface Found {
  readonly state: Int32Array;
  readonly before: Found | undefined;
  readonly step: Step | undefined;
}

/** A shortest way to a place, by what goes on by itself and through states that are known. */
function wayTo<F>({ machine, after }: Space<F>, known: Cycles, from: Int32Array, { hash }: Place): readonly Step[] {
  const seen = new Set<string>();
  let ends: Found[] = [{ state: from, before: undefined, step: undefined }];
  while (ends.length > 0) {
    const next: Found[] = [];
    for (const end of ends) {
      const here = machine.cells.hashOf(end.state);
      if (here.high === hash.high && here.low === hash.low) return stepsTo(end);
      const key = JSON.stringify(here);
      if (seen.has(key) || !known.knows(here)) continue;
      seen.add(key);
      const moves = movesOfItself(machine, end.state).sort((a, b) => (a.label < b.label ? -1 : 1));
      for (const move of moves) {
        const effect = machine.effectOf(move, end.state);
        const state = machine.after(end.state, effect);
        after?.(effect, state);
        next.push({ state, before: end, step: { label: move.label, effect } });
      }
    }
    ends = next;
  }
  throw new Error('a loop that was found is not to be come to');
}

function stepsTo(end: Found): Step[] {
  const steps: Step[] = [];
  for (let at: Found | undefined = end; at?.step !== undefined; at = at.before) steps.unshift(at.step);
  return steps;
}
