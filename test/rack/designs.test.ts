import { describe, expect, it } from 'vitest';
import { DESIGNS, MAIN_DESIGNS } from '../../sim/rack/designs/designs.ts';
import { TOGGLES } from '../../sim/rack/designs/toggles.ts';
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

  it('of the main job are October 2024 and the six revisions', () => {
    expect(MAIN_DESIGNS).toEqual(['oct-2024', ...[1, 2, 3, 4, 5, 6].map((revision) => `pr-6795/${revision}`)]);
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
  ])('%s and %s differ as their commits do', (one, other, toggles) => {
    expect(difference(one, other)).toEqual(toggles);
  });
});
