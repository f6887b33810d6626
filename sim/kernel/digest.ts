// A 64-bit rolling hash of everything that a run did. Two runs with one digest took the same steps to the
// same states. The mixing is that of MurmurHash's finaliser over two independent 32-bit lanes.

import type { Lanes } from './machine/hash.ts';

const SEED_HIGH = 0x9e3779b9;
const SEED_LOW = 0x85ebca6b;

/** Rolling hash; `update` is order-sensitive. */
export class Digest {
  private high = SEED_HIGH;
  private low = SEED_LOW;

  update(text: string): void {
    let { high, low } = this;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    this.mix(high, low);
  }

  /** Takes in a text by its hash: for whoever meets the same texts again and again. */
  updateBy(hash: Lanes): void {
    this.mix(Math.imul(this.high ^ hash.high, 2654435761), Math.imul(this.low ^ hash.low, 1597334677));
  }

  private mix(high: number, low: number): void {
    this.high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
    this.low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    const hex = (lane: number) => (lane >>> 0).toString(16).padStart(8, '0');
    return hex(this.high) + hex(this.low);
  }
}
