// What an exploration has found wrong.

/** The hash of a state. */
export type Hash = readonly [high: number, low: number];

/** Something found wrong, and in which state; of several of a kind, the one of the least depth and hash. */
export interface Sighting<F> {
  readonly found: F;
  readonly hash: Hash;
  readonly depth: number;
  /** The state before, since another way to the same may show nothing wrong; `null` where it is wrong at rest. */
  readonly from: Hash | null;
}

/** Keeps a sighting if it is the first of its kind. */
export function keepFirst<F>(sightings: Map<string, Sighting<F>>, kind: string, sighting: Sighting<F>): void {
  const known = sightings.get(kind);
  if (known === undefined || isBefore(sighting, known)) sightings.set(kind, sighting);
}

/** An order of sightings in which nothing depends on who saw them. */
export function isBefore<F>(a: Sighting<F>, b: Sighting<F>): boolean {
  if (a.depth !== b.depth) return a.depth < b.depth;
  const order = compare(a.hash, b.hash);
  if (order !== 0) return order < 0;
  if (a.from === null || b.from === null) return a.from !== null && b.from === null;
  return compare(a.from, b.from) < 0;
}

function compare(a: Hash, b: Hash): number {
  return a[0] === b[0] ? a[1] - b[1] : a[0] - b[0];
}
