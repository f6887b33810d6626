// The states that an exploration has met, made anew from their hashes: each by the way that leads there (trail.ts), and
// many at little cost, since their ways have most in common. Some states on them are kept.

import type { Lanes } from '../../kernel/machine/hash.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { Offer } from './offer.ts';
import type { Hash } from './sighting.ts';
import { hashIn, type Space } from './space.ts';
import { isSame } from './trail.ts';
import type { Visited } from './visited.ts';

/** Of the states on a way, every so many is kept. */
const STRIDE = 8;

export class Tracks<F> {
  private readonly space: Space<F>;
  private readonly visited: Visited;
  private readonly offer: Offer;
  /** By hash: what is written to nothing to have the state. */
  private readonly kept = new Map<string, Int32Array>();

  constructor(space: Space<F>, visited: Visited) {
    this.space = space;
    this.visited = visited;
    this.offer = new Offer(space);
  }

  /** The state with that hash, which was met after so many steps. */
  stateOf(hash: Hash, depth: number): Int32Array {
    const state = this.find(hash, depth);
    if (state === undefined) throw new Error('a state that was found is not to be come to: two have one hash');
    return state;
  }

  private find(hash: Hash, depth: number): Int32Array | undefined {
    if (depth === 0) return this.space.initial;
    const key = hash.join();
    const kept = this.kept.get(key);
    if (kept !== undefined) return this.space.machine.write(new Int32Array(0), kept);
    for (const before of this.visited.before(hash[0], hash[1])) {
      const from = this.find(before, depth - 1);
      const state = from && this.step(from, hash);
      if (state === undefined) continue;
      if (depth % STRIDE === 0) this.kept.set(key, writesOf(state));
      return state;
    }
    return undefined;
  }

  /** The state with that hash to which a step leads; nothing when none does. */
  private step(from: Int32Array, hash: Hash): Int32Array | undefined {
    const { machine } = this.space;
    this.offer.list(from);
    const effects = this.offer.moves.map((move) => machine.effectOf(move, from));
    // Nearly always it is one that changes nothing that invariants remember, so that its writes tell where it leads.
    const here = hashIn(this.space, from);
    const near = effects.filter((effect) => isSame(hashAfter(this.space, from, here, effect), hash));
    for (const effect of [...near, ...effects]) {
      const state = machine.after(from, effect);
      this.space.after?.(effect, state);
      if (isSame(hashIn(this.space, state), hash)) return state;
    }
    return undefined;
  }
}

/** The hash after an effect on a state with a hash, where nobody is interchangeable. */
function hashAfter<F>({ machine }: Space<F>, state: Int32Array, { high, low }: Lanes, { writes }: Effect): Lanes {
  const { high: highs, low: lows } = machine.cells;
  const sum = { high, low };
  for (let i = 0; i < writes.length; i += 2) {
    const before = (state[writes[i] as number] as number) | 0;
    const after = writes[i + 1] as number;
    sum.high = (sum.high + (highs[after] as number) - (highs[before] as number)) | 0;
    sum.low = (sum.low + (lows[after] as number) - (lows[before] as number)) | 0;
  }
  return sum;
}

function writesOf(state: Int32Array): Int32Array {
  const writes: number[] = [];
  for (const [cell, value] of state.entries()) if (value !== 0) writes.push(cell, value);
  return Int32Array.from(writes);
}
