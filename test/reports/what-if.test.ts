// Forks: at any step of a run, its drain included, the choices there were can be taken again, and lead to the same.

import { describe, expect, it } from 'vitest';
import { makeWhatIf } from '../../reports/live/what-if.ts';
import type { RecordedRun } from '../../reports/recorded-run.ts';
import { RUNS, recordNamed } from './runs.ts';

function whatIfOf({ scenario, origin }: RecordedRun) {
  return makeWhatIf({ story: scenario, scenario: origin.scenario, file: null, set: {} });
}

const lastOf = ({ records }: RecordedRun) => records.at(-1)?.snapshot;
const labelsOf = ({ records }: RecordedRun, end?: number) => records.slice(0, end).map(({ label }) => label);

describe('a fork that takes no other choice', () => {
  it.each(RUNS.filter(([name]) => name !== 'hostile text'))('comes to the same, wherever it begins: %s', (_, make) => {
    const run = make();
    const { records, choices, ticks } = run;
    const steps = [0, Math.floor(choices / 2), choices, choices + 1, Math.floor((choices + records.length) / 2)];

    expect(ticks.length).toBeGreaterThan(0);
    for (const step of [...new Set(steps), records.length]) {
      const made = whatIfOf(run).fork(run, { step, choice: null, design: run.design, sequel: 'recorded' });
      const kept = ticks.filter(({ after }) => step > choices && after < step).length;

      expect(made.divergence).toBeNull();
      expect(made.at).toBe(step + kept);
      expect(labelsOf(made.run, made.at).filter((label) => !label.startsWith('tick: '))).toEqual(
        labelsOf(run, step).filter((label) => !label.startsWith('tick: ')),
      );
      expect(lastOf(made.run)).toEqual(lastOf(run));
      expect(made.run.violations.map(({ invariant }) => invariant)).toEqual(
        run.violations.map(({ invariant }) => invariant),
      );
    }
  });
});

describe('the choices at a step', () => {
  const run = recordNamed('found/terminate-vs-watcher', 'pr-6795/6');
  const whatIf = whatIfOf(run);

  it.each([0, 17, run.choices, run.choices + 5, run.records.length - 1])('hold what the run took: %i', (step) => {
    const open = whatIf.choicesAt(run, step, run.design).map(({ label }) => label);
    const tick = run.ticks.find(({ after }) => step >= run.choices && after === step);

    expect(open).toContain(tick?.label ?? run.records[step]?.label);
  });

  it('at the end of the drain are faults and ticks, and one of them makes a run that replays', () => {
    const step = run.records.length;
    const fault = whatIf.choicesAt(run, step, run.design).find(({ sort }) => sort === 'fault');
    const made = whatIf.fork(run, { step, choice: fault?.label ?? '', design: run.design, sequel: 'default' });

    expect(made.run.records[made.at - 1]?.label).toBe(fault?.label);
    expect(JSON.parse(whatIf.save(made.run).text).digest).toBe(made.run.digest);
  });
});
