// Designs and toggles as data: nothing of them is looked at before a test runs, so that a gap fails one.

import { expect, it } from 'vitest';
import { DESIGNS } from '../../../sim/rack/designs/designs.ts';
import { TOGGLES } from '../../../sim/rack/designs/toggles.ts';

it('there is October 2024, each revision of the draft and what its review proposed, each with what it is', () => {
  const names = DESIGNS.map(({ name }) => name);

  expect(names).toEqual(expect.arrayContaining(['oct-2024', ...[1, 2, 3, 4, 5, 6].map((one) => `pr-6795/${one}`)]));
  expect(names).toEqual(expect.arrayContaining(['always-stopped', 'bail-if-destroyed', 'stale-is-an-error']));
  for (const { name, what, toggles } of DESIGNS) {
    expect(what, name).toMatch(/\S/);
    expect(Object.keys(toggles).sort(), name).toEqual(TOGGLES.map((toggle) => toggle.name).sort());
  }
});

it('every toggle has two values or more, says what it switches, and where that comes from', () => {
  for (const { name, values, what, source } of TOGGLES) {
    expect(new Set(values).size, name).toBeGreaterThan(1);
    expect(
      [what, source].every((text) => /\S/.test(text)),
      name,
    ).toBe(true);
  }
});
