// What is found wrong is the same whoever sees it first.

import { describe, expect, it } from 'vitest';
import { type Hash, keepFirst, type Sighting } from '../../../sim/search/prove/sighting.ts';

const sighting = (depth: number, high: number, low: number, from: Hash | null = [0, 0]): Sighting<string> => ({
  found: 'wrong',
  hash: [high, low],
  depth,
  from,
});

/** The first of several, then another that it must come before. */
const ORDER = [
  sighting(3, 9, 9),
  sighting(4, -2, 5),
  sighting(4, 1, -7),
  sighting(4, 1, 7, [-3, 1]),
  sighting(4, 1, 7, [2, -5]),
  sighting(4, 1, 7, [2, 5]),
  sighting(4, 1, 7, null),
  sighting(5, -9, -9),
];

describe('of several sightings of a kind', () => {
  it.each(ORDER.slice(1).map((second, index) => [index, ORDER[index], second] as const))(
    'the nearest is kept, of equally near ones that of the least hash: %i',
    (_, first, second) => {
      for (const seen of [
        [first, second],
        [second, first],
      ]) {
        const kept = new Map<string, Sighting<string>>();
        for (const one of seen) keepFirst(kept, 'wrong', one as Sighting<string>);

        expect(kept.get('wrong')).toBe(first);
      }
    },
  );
});
