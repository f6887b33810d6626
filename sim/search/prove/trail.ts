// The way to a state that was found: the explorer keeps hashes only, so it is walked once more from the beginning, and
// at each step the move is taken that leads to the next hash. Labels then read as the simulation would give them.

import type { Lanes } from '../../kernel/machine/hash.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { DELAY } from './delays.ts';
import { Numbers } from './numbers.ts';
import { Offer } from './offer.ts';
import type { Hash, Sighting } from './sighting.ts';
import { hashIn, type Space } from './space.ts';
import { lane, type Visited } from './visited.ts';

/** A way from the initial state. */
export interface Trail {
  /** The labels of the moves, as a schedule has them. */
  readonly labels: readonly string[];
  /** Where it leads. */
  readonly state: Int32Array;
  /** Turns labels of the machine's, in that state, into those of the simulation's. */
  readonly numbers: Numbers;
}

/** The way to the state with that hash. */
export function trailTo<F>(space: Space<F>, visited: Visited, hash: Hash): Trail {
  for (const way of waysTo(visited, hash)) {
    const trail = follow(space, way);
    if (trail !== undefined) return trail;
  }
  throw new Error('a way that was found leads nowhere: two states have one hash');
}

/** The way to what was found wrong, with the step that has shown it. */
export function trailOf<F>(space: Space<F>, visited: Visited, { found, hash, from }: Sighting<F>): Trail {
  if (from === null) return trailTo(space, visited, hash);
  const kind = space.kindOf(found);
  const { labels, state, numbers } = trailTo(space, visited, from);
  const [last] = stepsTo(space, state, hash).filter((step) => step.found.some((one) => space.kindOf(one) === kind));
  if (last === undefined) throw new Error(`no step to what was found wrong shows it: ${kind}`);
  const label = numbers.translate(last.move.label);
  numbers.count(last.effect);
  return { labels: [...labels, label], state: last.after, numbers };
}

/** The hashes on the way to a state, the first one's first; nearly always there is one way. */
function* waysTo(visited: Visited, hash: Hash): Generator<readonly Hash[]> {
  /** From its end on. */
  const way: Hash[] = [];
  /** For each state on the way, those before it that are still to be tried. */
  const open: Hash[][] = [];
  for (let next: Hash | undefined = hash; ; next = open.at(-1)?.pop()) {
    if (next !== undefined) {
      way.push(next);
      open.push([...visited.before(next[0], next[1])].reverse());
      if (open.at(-1)?.length === 0) yield way.toReversed();
    } else {
      way.pop();
      if (open.pop() === undefined) return;
    }
  }
}

/** Walks a way; nothing when no move leads on. */
function follow<F>(space: Space<F>, way: readonly Hash[]): Trail | undefined {
  const numbers = new Numbers(space.origin?.numbers);
  const labels = [...(space.origin?.labels ?? [])];
  let state = space.initial;
  for (const next of way.slice(1)) {
    const [first] = stepsTo(space, state, next);
    if (first === undefined) return undefined;
    if (first.move.source !== DELAY) labels.push(numbers.translate(first.move.label));
    numbers.count(first.effect);
    state = first.after;
  }
  return { labels, state, numbers };
}

interface Step<F> {
  readonly move: Move;
  readonly effect: Effect;
  readonly after: Int32Array;
  /** What is wrong with it. */
  readonly found: readonly F[];
}

/** The steps that lead to a state, by label. */
function stepsTo<F>(space: Space<F>, state: Int32Array, hash: Hash): Step<F>[] {
  const steps = stepsFrom(space, state).filter(({ after }) => isSame(hashIn(space, after), hash));
  return steps.sort((a, b) => (a.move.label < b.move.label ? -1 : 1));
}

function stepsFrom<F>(space: Space<F>, state: Int32Array): Step<F>[] {
  const { machine } = space;
  const offer = new Offer(space);
  offer.list(state);
  return offer.moves.map((move) => {
    const effect = machine.effectOf(move, state);
    const after = machine.after(state, effect);
    const found = space.after?.(effect, after) ?? [];
    return { move, effect, after, found };
  });
}

/** Whether a hash is one as the table keeps it. */
export function isSame(a: Lanes, b: Hash): boolean {
  return lane(a.high) === b[0] && a.low === b[1];
}
