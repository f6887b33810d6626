import { describe, expect, it } from 'vitest';
import { DESIGNS } from '../../sim/rack/designs/designs.ts';
import { TOGGLES } from '../../sim/rack/designs/toggles.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import { PLANTED, togglesOf } from './planted.ts';
import { cellOf, type Hunted, huntRace, quartiles, shrunkLength } from './scoreboard.ts';
import { withTable } from './table.ts';

const LIMITS = { seeds: 4, runs: 50, forMs: 60_000 };
const hunted = (schedules: number | undefined): Hunted => ({ schedules, ms: 20, choices: [] });

describe.each(PLANTED)('the planted race $id', (race) => {
  it('is a value of a toggle, of which another repairs it, and violates an invariant that there is', () => {
    const values = TOGGLES.find(({ name }) => name === race.toggle)?.values ?? [];

    expect(values).toContain(race.planted);
    expect(values).toContain(race.repaired);
    expect(race.planted).not.toBe(race.repaired);
    expect(INVARIANTS.map(({ name }) => name)).toContain(race.invariant);
    expect(DESIGNS.map(({ name }) => name)).toContain(race.design);
  });

  it('differs from what is repaired in that toggle and no other', () => {
    const { planted, repaired } = togglesOf(race);
    const different = TOGGLES.filter(({ name }) => planted[name] !== repaired[name]).map(({ name }) => name);

    expect(different).toEqual([race.toggle]);
  });
});

describe('a hunt for a planted race', () => {
  const race = PLANTED.find(({ id }) => id === 'R07, detached');
  if (race === undefined) throw new Error('there is no R07, detached');

  it('finds one that is not rare, in the same schedule each time, and shrinks it', () => {
    const [first, again] = [huntRace(race, 'walk', LIMITS), huntRace(race, 'walk', LIMITS)];
    const choices = first.find(({ schedules }) => schedules !== undefined)?.choices ?? [];

    expect(first.map(({ schedules }) => schedules)).toEqual(again.map(({ schedules }) => schedules));
    expect(choices.length).toBeGreaterThan(0);
    expect(shrunkLength(race, choices).steps).toBeLessThan(choices.length);
  });

  it('begins no hunt once its time is up', () => {
    expect(huntRace(race, 'walk', { ...LIMITS, forMs: 0 })).toEqual([]);
  });

  it('does not count what the repair does not mend', () => {
    const unmended = { ...race, planted: race.repaired, repaired: race.repaired };

    for (const { schedules } of huntRace(unmended, 'walk', { ...LIMITS, seeds: 1 })) expect(schedules).toBeUndefined();
  });
});

describe('the table', () => {
  it('has median and quartiles, those that found nothing beyond all others', () => {
    expect(quartiles([4, 1, 3, 2])).toEqual([2, 3, 4]);
    expect(quartiles([4, undefined, 3, undefined])).toEqual([4, undefined, undefined]);
  });

  it('says how many found it, and when time was up', () => {
    expect(cellOf([1, 2, 3, 4].map(hunted), LIMITS)).toBe('3 (2 to 4), 0.02 s');
    expect(cellOf([1, 2, 3, undefined].map(hunted), LIMITS)).toBe('3 (2 to over 50), 0.02 s; 3 of 4');
    expect(cellOf([undefined, 2].map(hunted), LIMITS)).toBe('not within 50; 1 of 2 (out of time) did');
  });

  it('takes the place of the one before it, and leaves all else alone', () => {
    const once = withTable('# Benchmarks\n\nOther things.\n', 'races', 'bench:races', 'one');
    const twice = withTable(`${once}\nMore.\n`, 'races', 'bench:races', 'two');

    expect(once).toMatch(/^# Benchmarks\n\nOther things\.\n\n<!-- races[^\n]*-->\none\n<!-- end of races -->\n$/);
    expect(twice).toBe(`${once.replace('one', 'two')}\nMore.\n`);
  });
});
