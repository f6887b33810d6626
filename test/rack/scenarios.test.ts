import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/index.ts';
import { DESIGNS } from '../../sim/rack/designs/designs.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { courseOf, perform } from '../../sim/search/course.ts';
import { Run, type RunOptions } from '../../sim/search/run.ts';
import { Walk } from '../../sim/search/walk.ts';
import { togglesOf } from './make.ts';

const names = INVARIANTS.map((invariant) => invariant.name);
const told = SCENARIOS.filter((scenario) => scenario.workload === undefined);

function tell(scenario: Scenario, design: string, options: RunOptions = {}): Run {
  return perform(scenario, togglesOf(design), courseOf(scenario), options);
}

function scenarioNamed(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
}

const pairs = told.flatMap((scenario) => DESIGNS.map((design) => [scenario.name, design.name] as const));

describe('bundled scenarios', () => {
  it('have names of their own, a title and a story', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
    for (const { name, title, story } of SCENARIOS) {
      expect(name).toMatch(/^[a-z]+\/[a-z-]+$/);
      expect(title).toMatch(/^[a-z' -]+: .+/);
      expect(story.length).toBeGreaterThan(50);
    }
  });

  it('say what to expect of every design, in names of invariants that there are', () => {
    for (const { expected } of SCENARIOS) {
      expect(Object.keys(expected).sort()).toEqual(DESIGNS.map(({ name }) => name).sort());
      for (const { violates, may = [] } of Object.values(expected)) {
        for (const name of [...violates, ...may]) expect(names).toContain(name);
      }
    }
  });

  it.each(pairs)('%s shows under %s what it says', (name, design) => {
    const scenario = scenarioNamed(name);

    const run = tell(scenario, design);

    const violated = run.violations.map((violation) => violation.invariant).sort();
    expect(violated).toEqual([...(scenario.expected[design]?.violates ?? [])].sort());
  });

  it.each(told.map(({ name }) => name))('%s comes out the same, recorded or not', (name) => {
    const recorded = tell(scenarioNamed(name), 'pr-6795/6', { isRecording: true, isDigesting: true });
    const plain = tell(scenarioNamed(name), 'pr-6795/6', { isDigesting: true });

    expect(recorded.simulation.digest).toBe(plain.simulation.digest);
  });
});

describe('workloads', () => {
  it.each(['workloads/one-instance', 'workloads/two-instances'])('%s gives each seed one digest', (name) => {
    const digestOf = (seed: number, isRecording: boolean) => {
      const run = new Run(scenarioNamed(name), togglesOf('pr-6795/6'), { isRecording, isDigesting: true });
      run.play(new Walk(seed));
      return run.simulation.digest;
    };

    for (let seed = 1; seed <= 40; seed++) expect(digestOf(seed, seed % 2 === 0)).toBe(digestOf(seed, false));
    expect(new Set(Array.from({ length: 40 }, (_, seed) => digestOf(seed, false))).size).toBeGreaterThan(30);
  });

  it('finds the races of the seed without a script', () => {
    const found = new Set<string>();
    for (let seed = 1; seed <= 400; seed++) {
      const run = new Run(scenarioNamed('workloads/one-instance'), togglesOf('pr-6795/6'));
      run.play(new Walk(seed));
      for (const violation of run.violations) found.add(violation.invariant);
    }

    expect([...found]).toEqual(
      expect.arrayContaining(['progress', 'intent', 'no-lost-report', 'settled-answer', 'no-orphan', 'requests-end']),
    );
  });

  it('finds that a second force-terminate fails what the first has killed', () => {
    const found: string[] = [];
    for (let seed = 1; seed <= 100; seed++) {
      const run = new Run(scenarioNamed('seed/terminate-twice'), togglesOf('pr-6795/6'));
      run.play(new Walk(seed));
      if (run.violations.some(({ invariant }) => invariant === 'intent')) found.push(run.labels.join('\n'));
    }

    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatch(/write vmm-1 failed[\s\S]*instance-reincarnation\/instance-1: create/);
  });
});

describe('the answers of the seed', () => {
  it('a superseded mark starts an idle saga in the revisions before the last, and not in the last', () => {
    const spurious = (design: string) =>
      Object.values(tell(scenarioNamed('seed/spurious-sagas'), design).simulation.state.truth.idleSagas).filter(
        ({ cause }) => cause === 'superseded write',
      ).length;

    expect(['pr-6795/2', 'pr-6795/3', 'pr-6795/4', 'pr-6795/5', 'pr-6795/6'].map(spurious)).toEqual([1, 1, 1, 1, 0]);
  });

  it('the error of one VMM drops the update saga of the other', () => {
    const run = tell(scenarioNamed('seed/honest-answer-half'), 'pr-6795/6');

    expect(run.simulation.marks.get('a due update saga was dropped')).toBe(1);
  });

  it('a poller sees running, stopping, stopped', () => {
    const run = tell(scenarioNamed('seed/visible-states'), 'pr-6795/6');

    const { operations, answers } = run.simulation.state.truth;
    const seen = Object.values(operations)
      .filter(({ kind }) => kind === 'view')
      .map(({ name }) => answers[name])
      .map((answer) => (answer?.isSuccess ? answer.state : answer));
    expect([...new Set(seen)]).toEqual(['running', 'stopping', 'stopped']);
  });

  it.each([
    ['seed/nothing-to-terminate-stopped', 'stopped'],
    ['seed/nothing-to-terminate-failed', 'failed'],
    ['seed/nothing-to-terminate-creating', 'creating'],
  ])('%s answers %s and writes nothing', (name, state) => {
    const run = tell(scenarioNamed(name), 'pr-6795/6', { isRecording: true });

    const { operations, answers } = run.simulation.state.truth;
    const operation = Object.values(operations).find(({ kind }) => kind === 'force-terminate');
    expect(answers[operation?.name ?? '?']).toEqual({ isSuccess: true, status: 202, state });
    const own = run.simulation.records.filter((record) => record.label.includes(operation?.name ?? '?'));
    expect(own.flatMap((record) => record.patches).filter((patch) => patch.path[0] === 'db')).toEqual([]);
  });
});
