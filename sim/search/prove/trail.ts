// The way to a state that was found: the explorer keeps hashes only, so it is walked once more from the beginning, and
// at each step the move is taken that leads to the next hash. Labels then read as the simulation would give them.

import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import type { Hash, Space } from './explorer.ts';
import type { Visited } from './visited.ts';
import { lane } from './visited.ts';

/** A way from the initial state. */
export interface Trail {
  /** The labels of the moves, as a schedule has them. */
  readonly labels: readonly string[];
  /** Where it leads. */
  readonly state: Int32Array;
  /** Turns a label of the machine's, in that state, into one of the simulation's. */
  readonly translate: (label: string) => string;
}

/** The way to the state with that hash. */
export function trailTo<F>(space: Space<F>, visited: Visited, hash: Hash): Trail {
  const hashes: Hash[] = [];
  for (let at: Hash | undefined = hash; at !== undefined; at = visited.before(at[0], at[1])) hashes.push(at);
  const numbers = new Numbers();
  const labels: string[] = [];
  let state = space.initial;
  for (const next of hashes.reverse().slice(1)) {
    const steps = stepsFrom(space, state).filter(({ after }) => isSame(hashOf(space, after), next));
    const [first] = steps.sort((a, b) => (a.move.label < b.move.label ? -1 : 1));
    if (first === undefined) throw new Error('a way that was found leads nowhere: two states have one hash');
    labels.push(numbers.translate(first.move.label));
    numbers.count(first.effect);
    state = first.after;
  }
  return { labels, state, translate: (label) => numbers.translate(label) };
}

interface Step {
  readonly move: Move;
  readonly effect: Effect;
  readonly after: Int32Array;
}

function stepsFrom<F>(space: Space<F>, state: Int32Array): Step[] {
  const { machine } = space;
  const moves: Move[] = [];
  for (const cell of machine.cells.actors) if (state[cell]) moves.push(...machine.movesOf(state[cell] as number));
  const hasFaults = space.faultsLeft < 0 || state[space.faultsLeft] !== 0;
  if (hasFaults) moves.push(...machine.faultsIn(state));
  return moves
    .filter(({ fault, unless }) => {
      if (fault !== undefined && !(hasFaults && space.allows(fault))) return false;
      return unless < 0 || !state[unless];
    })
    .map((move) => {
      const effect = machine.effectOf(move, state);
      const after = machine.after(state, effect);
      space.after?.(effect, after);
      return { move, effect, after };
    });
}

function hashOf<F>({ machine }: Space<F>, state: Int32Array): Hash {
  let high = 0;
  let low = 0;
  for (const value of state) {
    if (value === 0) continue;
    high = (high + (machine.cells.high[value] as number)) | 0;
    low = (low + (machine.cells.low[value] as number)) | 0;
  }
  return [high, low];
}

function isSame(a: Hash, b: Hash): boolean {
  return lane(a[0]) === b[0] && a[1] === b[1];
}

/** The numbers that the machine makes up, and what the simulation would have counted. */
class Numbers {
  private readonly counts = new Map<string, number>();
  private readonly names = new Map<string, string>();

  count({ numbers }: Effect): void {
    for (const { sort, number } of numbers) {
      const count = (this.counts.get(sort) ?? 0) + 1;
      this.counts.set(sort, count);
      this.names.set(`${sort}-${number}`, `${sort}-${count}`);
    }
  }

  translate(label: string): string {
    return label.replace(/\b[a-z]+-\d{6,}/g, (name) => this.names.get(name) ?? name);
  }
}
