import { describe, expect, it } from 'vitest';
import type { FoundCause } from '../../reports/recorded-run.ts';
import { causeText } from '../../reports/text/cause.ts';
import { SCENARIOS } from '../../scenarios/index.ts';
import { causesOf } from '../../sim/search/cause/cause.ts';
import { courseOf } from '../../sim/search/course.ts';
import { togglesOf } from '../search/local.ts';

/** The paragraphs of what a scenario violates under a design. */
function paragraphs(name: string, design: string, change: Partial<FoundCause> = {}): string[] {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const { causes, records } = causesOf(scenario, togglesOf(design), courseOf(scenario));
  return causes.map((cause) => causeText({ ...cause, ...change }, records));
}

describe('the paragraph of a cause', () => {
  it('names the racing steps, the row and its generation, and the guard that is late', () => {
    const [text] = paragraphs('seed/terminate-twice', 'pr-6795/6');

    expect(text).toContain(
      'Let step 92 (nexus-1 terminate A: write the report of vmm-1) come before step 21 (nexus-2 terminate B: write ' +
        'vmm-1 failed): then they hold, while settled-answer is violated.',
    );
    expect(text).toContain('What they race for is generation 5 of vmm-1: step 21');
    expect(text).toContain(
      'makes it failed; with the change, "nexus-1 terminate A: write the report of vmm-1" makes it',
    );
    expect(text).toContain(
      'The guard is late: it looks at nothing but the row, and nobody had written the row between',
    );
    expect(text).toMatch(/Of \d+ runs with a change, \d+ mend it\.$/);
  });

  it('says of a guard that is missing what it would have to refuse', () => {
    expect(paragraphs('seed/undo-stale', 'oct-2024')[0]).toMatch(
      /A guard is missing: step 42 writes over what step 36 had written; its task had looked in step 20, before that/,
    );
    expect(paragraphs('seed/terminate-in-start-registered', 'pr-6795/6')[0]).toMatch(
      /A guard is missing: step \d+ looks, step \d+ changes what it saw/,
    );
  });

  it('leaves out a fault, and says what takes place instead', () => {
    expect(paragraphs('seed/terminate-hung', 'oct-2024')[0]).toContain(
      'Leave out step 1 (propolis vmm-1: FAULT hang-stop propolis vmm-1), so that "propolis vmm-1: halts the guest"',
    );
  });

  it('says when no small change mends it, and whether all were tried', () => {
    const [all] = paragraphs('seed/nothing-to-terminate-failed', 'pr-6795/6', { isComplete: true });
    const [some] = paragraphs('seed/nothing-to-terminate-failed', 'pr-6795/6', { isComplete: false });

    expect(all).toMatch(
      /^No change of one or two choices mends it: \d+ other runs .* no matter of the order of two steps\.$/,
    );
    expect(some).toMatch(/there are more changes than were tried\.$/);
  });
});
