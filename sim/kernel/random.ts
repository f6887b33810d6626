// The one source of randomness of a run. `alea` is used because its state is small, can be saved, and its
// construction is cheap; seedrandom's default generator is ten times slower.

import seedrandom from 'seedrandom';

/** A seeded generator of numbers. */
export class Random {
  private readonly generator: seedrandom.PRNG;

  constructor(seed: number | string) {
    this.generator = seedrandom.alea(String(seed));
  }

  /** An integer in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.generator.quick() * limit);
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.generator.quick();
  }

  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.generator.quick() < p;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('cannot pick from an empty list');
    return items[this.below(items.length)] as T;
  }
}
