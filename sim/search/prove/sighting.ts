// What an exploration has found wrong.

/** The hash of a state. */
export type Hash = readonly [high: number, low: number];

/** Something found wrong, and in which state; of several of a kind, the one of the least depth and hash. */
export interface Sighting<F> {
  readonly found: F;
  readonly hash: Hash;
  readonly depth: number;
  readonly isAtRest: boolean;
}

/** Keeps a sighting if it is the first of its kind. */
export function keepFirst<F>(sightings: Map<string, Sighting<F>>, kind: string, sighting: Sighting<F>): void {
  const known = sightings.get(kind);
  if (known === undefined || isBefore(sighting, known)) sightings.set(kind, sighting);
}

/** An order of sightings in which nothing depends on who saw them. */
export function isBefore<F>(a: Sighting<F>, b: Sighting<F>): boolean {
  if (a.depth !== b.depth) return a.depth < b.depth;
  if (a.hash[0] !== b.hash[0]) return a.hash[0] < b.hash[0];
  if (a.hash[1] !== b.hash[1]) return a.hash[1] < b.hash[1];
  return !a.isAtRest && b.isAtRest;
}
