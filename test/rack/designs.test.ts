import { describe, expect, it } from 'vitest';
import { DESIGNS, MAIN_DESIGNS } from '../../sim/rack/designs/designs.ts';
import { TOGGLES, type ToggleName, type Toggles } from '../../sim/rack/designs/toggles.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { courseOf, perform } from '../../sim/search/course.ts';
import { TOLD, unexpected } from '../bench/told.ts';
import { togglesOf } from './make.ts';

/** The toggles in which two designs differ. */
function difference(one: string, other: string): string[] {
  const [a, b] = [togglesOf(one), togglesOf(other)];
  return TOGGLES.map(({ name }) => name).filter((name) => a[name] !== b[name]);
}

describe('designs', () => {
  it('set every toggle, to one of its values', () => {
    for (const { toggles } of DESIGNS) {
      expect(Object.keys(toggles).sort()).toEqual(TOGGLES.map(({ name }) => name).sort());
      for (const { name, values } of TOGGLES) expect(values).toContain(toggles[name]);
    }
  });

  it('have names of their own, and differ', () => {
    expect(new Set(DESIGNS.map(({ name }) => name)).size).toBe(DESIGNS.length);
    expect(new Set(DESIGNS.map(({ toggles }) => JSON.stringify(toggles))).size).toBe(DESIGNS.length);
  });

  it('of the main job are October 2024, the six revisions and the recommended one', () => {
    const revisions = [1, 2, 3, 4, 5, 6].map((revision) => `pr-6795/${revision}`);

    expect(MAIN_DESIGNS).toEqual(['oct-2024', ...revisions, 'recommended']);
  });

  it.each([
    ['oct-2024', 'pr-6795/1', ['terminate.api']],
    ['pr-6795/1', 'pr-6795/2', ['terminate.noStateMeans']],
    ['pr-6795/2', 'pr-6795/3', ['terminate.scope']],
    ['pr-6795/3', 'pr-6795/4', ['terminate.order', 'terminate.updateSaga']],
    ['pr-6795/4', 'pr-6795/5', ['terminate.order', 'terminate.updateSaga']],
    ['pr-6795/5', 'pr-6795/6', ['markFailed.onSuperseded', 'startUndo.onGone', 'startUndo.onUnreachable']],
    ['pr-6795/6', 'always-stopped', ['terminate.noStateMeans']],
    ['pr-6795/6', 'bail-if-destroyed', ['terminate.bailIfDestroyed']],
    ['pr-6795/6', 'stale-is-an-error', ['markFailed.onSuperseded']],
    [
      'oct-2024',
      'feb-2025-stop-timer',
      ['sledAgent.terminate', 'sledAgent.manager', 'sledAgent.stopTimer', 'createSaga.undo'],
    ],
  ])('%s and %s differ as their commits do', (one, other, toggles) => {
    expect(difference(one, other)).toEqual(toggles);
  });

  it('of the draft on the head of 2026 change there what the last revision changes in October 2024', () => {
    const changes = difference('oct-2024', 'pr-6795/6');

    expect(difference('head-2026-08', 'head-2026-08+force-terminate')).toEqual(changes);
    for (const name of changes) expect(head[name as ToggleName]).toBe(last[name as ToggleName]);
  });
});

const last = togglesOf('pr-6795/6');
const head = togglesOf('head-2026-08+force-terminate');
const recommended = togglesOf('recommended');

describe('toggles', () => {
  const digestOf = (scenario: Scenario, toggles: Toggles): string =>
    perform(scenario, toggles, courseOf(scenario), { isDigesting: true }).simulation.digest;
  const known = new Map<Toggles, Map<Scenario, string>>();
  const knownDigestOf = (scenario: Scenario, base: Toggles): string => {
    const digests = known.get(base) ?? new Map<Scenario, string>();
    const digest = digests.get(scenario) ?? digestOf(scenario, base);
    known.set(base, digests.set(scenario, digest));
    return digest;
  };
  const settings = TOGGLES.flatMap(({ name, values }) => values.map((value) => [name, value] as const));
  /** The design with the value, or, where it has it, with that of the last revision. */
  const changedFrom = (base: Toggles, name: ToggleName, value: string): Toggles => {
    return { ...base, [name]: base[name] === value ? last[name] : value };
  };

  it.each(settings.filter(([name, value]) => last[name] !== value))(
    '%s = %s, or its opposite, changes what some scenario shows of the last revision, the head or the recommended',
    (name, value) => {
      // Under the recommended design nothing goes on for ever, so that it is the quickest to tell.
      const changed = [recommended, last, head].some((base) =>
        TOLD.some((scenario) => digestOf(scenario, changedFrom(base, name, value)) !== knownDigestOf(scenario, base)),
      );

      expect(changed).toBe(true);
    },
  );
});

describe('the recommended design', () => {
  const parts = TOGGLES.map(({ name }) => name).filter((name) => recommended[name] !== last[name]);

  it.each(parts)('needs its %s: without it a scenario breaks that does not break with it', (name) => {
    const breaks = TOLD.find((scenario) => unexpected(scenario, { ...recommended, [name]: last[name] }).length > 0);

    expect(breaks?.name).toBeDefined();
  });
});
