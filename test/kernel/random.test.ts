// The one source of randomness, and the hash of runs.

import { describe, expect, it } from 'vitest';
import { Digest } from '../../sim/kernel/digest.ts';
import { Random } from '../../sim/kernel/random.ts';

describe('a generator of random numbers', () => {
  const draws = (seed: number | string) => {
    const random = new Random(seed);
    return Array.from({ length: 1_000 }, () => random.below(10));
  };

  it('draws the same from the same seed on every machine', () => {
    expect(draws(6795).slice(0, 12).join('')).toBe('459926962089');
  });

  it('draws otherwise from another seed', () => {
    expect(draws(1)).not.toEqual(draws(2));
  });

  it('draws every number below its limit, and no other', () => {
    expect([...new Set(draws(1))].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('is never true with no chance, and always with every chance', () => {
    const random = new Random(1);
    const hits = (p: number) => Array.from({ length: 1_000 }, () => random.chance(p)).filter(Boolean).length;

    expect([hits(0), hits(1)]).toEqual([0, 1_000]);
  });

  it('refuses to pick from nothing', () => {
    expect(() => new Random(1).pick([])).toThrow('cannot pick from an empty list');
  });
});

describe('a digest', () => {
  const digestOf = (...texts: string[]) => {
    const digest = new Digest();
    for (const text of texts) digest.update(text);
    return digest.toString();
  };

  it('is the same for the same texts on every machine', () => {
    expect(digestOf('a step', 'another')).toBe('b92375ae1b0f22ad');
  });

  it.each([
    ['another order', ['b', 'a']],
    ['another division', ['ab']],
    ['one more text, be it empty', ['a', 'b', '']],
    ['one less', ['a']],
  ])('differs for %s', (_, texts) => {
    expect(digestOf(...texts)).not.toBe(digestOf('a', 'b'));
  });

  it('has no collision among a hundred thousand short texts', () => {
    const digests = new Set(Array.from({ length: 100_000 }, (_, n) => digestOf(`step ${n}`)));

    expect(digests.size).toBe(100_000);
  });
});
