// How a scenario writes down what each design is expected to show.

import type { Expectation } from '../sim/rack/scenario.ts';

/** The designs that reviewers proposed on top of the draft's last revision. */
const VARIANTS = ['always-stopped', 'bail-if-destroyed', 'stale-is-an-error'];

/** Omicron after the draft, and the draft ported to it. */
const HEAD = ['head-2026-08', 'head-2026-08+force-terminate'];
const LATER = ['feb-2025-stop-timer', ...HEAD];

const WORDS: Readonly<Record<string, readonly string[]>> = { variants: VARIANTS, later: LATER, head: HEAD };

/**
 * Expectations by design: `{'oct-2024, pr-6795/4-6': [], 'pr-6795/1-3, variants': ['intent']}`. An empty list means
 * that every invariant holds; `variants` stands for the three designs of the review, `later` for those of 2025 and
 * 2026, and `head` for those of 2026. The later ones and the recommended one are expected to show nothing, unless a
 * scenario says otherwise.
 */
export function verdicts(groups: Readonly<Record<string, readonly string[]>>): Record<string, Expectation> {
  const expected: Record<string, Expectation> = {};
  for (const [designs, violates] of Object.entries(groups)) {
    for (const design of designs.split(', ').flatMap(expand)) {
      if (expected[design] !== undefined) throw new Error(`two expectations for ${design}`);
      expected[design] = { violates };
    }
  }
  for (const design of [...LATER, 'recommended']) expected[design] ??= { violates: [] };
  return expected;
}

function expand(name: string): readonly string[] {
  const word = WORDS[name];
  if (word !== undefined) return word;
  const range = /^(.*\/)(\d+)-(\d+)$/.exec(name);
  if (range === null) return [name];
  const [, prefix = '', first, last] = range;
  const numbers = Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
  return numbers.map((number) => `${prefix}${number}`);
}
