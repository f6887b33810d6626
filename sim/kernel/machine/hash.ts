// A 64-bit hash of a text in two lanes, well mixed, so that sums of them can stand for sets. The mixing is that of
// MurmurHash's finaliser over two multiplicative hashes with different odd constants.

/** Two signed 32-bit integers. */
export interface Lanes {
  readonly high: number;
  readonly low: number;
}

export function hashText(text: string): Lanes {
  let high = 0x9e3779b9 | 0;
  let low = 0x85ebca6b | 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  const first = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  const second = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(first ^ (first >>> 13), 3266489909);
  return { high: mix(first), low: mix(second ^ text.length) };
}

/** The same as one integer below 2^53, for ids that must not depend on who gives them out. */
export function numberOf(text: string): number {
  return numberOfLanes(hashText(text));
}

/** As much of a hash as one integer below 2^53 holds. */
export function numberOfLanes({ high, low }: Lanes): number {
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}

/** 16 hexadecimal digits. */
export function hexOf({ high, low }: Lanes): string {
  const hex = (lane: number) => (lane >>> 0).toString(16).padStart(8, '0');
  return hex(high) + hex(low);
}

/** One lane, well mixed. */
export function mix(lane: number): number {
  const once = Math.imul(lane ^ (lane >>> 16), 0x7feb352d);
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b);
  return twice ^ (twice >>> 16);
}
