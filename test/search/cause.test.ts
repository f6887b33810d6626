import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/index.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { type Cause, causesOf, type Explained } from '../../sim/search/cause/cause.ts';
import { Following } from '../../sim/search/cause/following.ts';
import { trace } from '../../sim/search/cause/trace.ts';
import { courseOf, perform } from '../../sim/search/course.ts';
import { togglesOf } from './local.ts';

function scenarioOf(wanted: string): Scenario {
  const found = SCENARIOS.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no scenario ${wanted}`);
  return found;
}

function explain(name: string, design: string): Explained {
  const scenario = scenarioOf(name);
  return causesOf(scenario, togglesOf(design), courseOf(scenario));
}

/** A cause in labels: what is to come before what, or not at all; the row and generation; the sort of guard. */
function summary({ causes, records }: Explained, { changes, contest, guard }: Cause) {
  expect(causes.length).toBeGreaterThan(0);
  const label = (at: number | string) => (typeof at === 'number' ? records[at - 1]?.label : at);
  const [change] = changes;
  const what =
    change?.kind === 'order'
      ? { sooner: label(change.second), than: label(change.first) }
      : { without: label(change?.fault ?? '') };
  return { ...what, row: contest && `${contest.row} gen ${contest.gen}`, guard: guard?.kind ?? null };
}

/** Each race as the fact sheet of its design error tells it. */
const RACES = [
  {
    race: 'R01: two force-terminates; the second reads "nothing here" as a failure',
    scenario: 'seed/terminate-twice',
    design: 'pr-6795/6',
    cause: {
      sooner: 'nexus-1 terminate A: write the report of vmm-1',
      than: 'nexus-2 terminate B: write vmm-1 failed',
      row: 'vmm-1 gen 5',
      guard: 'late',
    },
  },
  {
    race: 'R02: a force-terminate and a stop whose end is not recorded yet',
    scenario: 'seed/terminate-vs-stop',
    design: 'pr-6795/6',
    cause: {
      sooner: 'nexus-2 push of vmm-1: write the report of vmm-1',
      than: 'nexus-1 terminate B: write vmm-1 failed',
      row: 'vmm-1 gen 8',
      guard: 'late',
    },
  },
  {
    race: 'R03: a VMM that a restarted sled-agent has forgotten',
    scenario: 'seed/terminate-forgotten-unwatched',
    design: 'pr-6795/1',
    cause: { without: 'fault: crash-sled-agent sled-1' },
  },
  {
    race: 'R04, window A: the VMM is declared failed before the start saga has registered it',
    scenario: 'seed/terminate-in-start',
    design: 'pr-6795/6',
    cause: {
      sooner: 'nexus-1 saga-1 instance-start: write the report of vmm-1',
      than: 'nexus-2 terminate B: write vmm-1 failed',
      row: 'vmm-1 gen 2',
      guard: 'late',
    },
  },
  {
    race: 'R04, window B: the charge comes after its release',
    scenario: 'seed/terminate-in-start-registered',
    design: 'pr-6795/6',
    cause: {
      sooner: 'nexus-1 saga-1 instance-start: charge instance-1',
      than: 'nexus-2 saga-3 instance-update: release the charge of instance-1',
      guard: 'stale',
    },
  },
  {
    race: 'R05: "unwound" is written over destroyed, without a guard',
    scenario: 'seed/undo-stale',
    design: 'oct-2024',
    cause: {
      sooner: 'nexus-1 saga-1 instance-start: mark vmm-1 unwound',
      than: 'nexus-2 push of vmm-1: write the report of vmm-1',
      row: 'vmm-1 gen 3',
      guard: 'overwrite',
    },
  },
  {
    race: 'R06: an undo that cannot ask the sled takes it for clean',
    scenario: 'seed/undo-unreachable',
    design: 'oct-2024',
    cause: { without: expect.stringMatching(/^fault: drop-reply .*put-state running vmm-1 reply"$/) },
  },
  {
    race: 'R10: a VMM that never finishes its stop',
    scenario: 'seed/terminate-hung',
    design: 'oct-2024',
    cause: { without: 'fault: hang-stop propolis vmm-1' },
  },
  {
    race: 'R11 (c): the reply of unregister is lost, and the client tries again',
    scenario: 'seed/honest-answer-retry',
    design: 'pr-6795/6',
    cause: { without: 'fault: drop-reply "nexus-1 terminate A: sled-1 unregister vmm-1 reply"', row: 'vmm-1 gen 5' },
  },
  {
    race: 'a migration whose source dies late: the instance is failed while its guest runs in the target',
    scenario: 'found/lost-finish',
    design: 'oct-2024',
    cause: { without: 'fault: crash-propolis propolis vmm-1' },
  },
  {
    race: 'R12: the sled-agent forgets before it tells, and the watcher asks in between',
    scenario: 'history/stop-vs-watcher',
    design: 'oct-2024',
    cause: {
      sooner: 'nexus-2 push of vmm-1: write the report of vmm-1',
      than: 'nexus-1 instance-watcher/vmm-1: write the report of vmm-1',
      row: 'vmm-1 gen 8',
      guard: 'late',
    },
  },
] as const;

describe.each(RACES)('the cause of $race', ({ scenario: name, design, cause }) => {
  const explained = explain(name, design);
  const [first] = explained.causes;

  it('is the one that the fact sheet tells', () => {
    expect(summary(explained, first as Cause)).toMatchObject(cause);
  });

  it('is mended by the choices that it gives', () => {
    const scenario = scenarioOf(name);
    for (const { invariants, choices, remaining } of explained.causes) {
      const replay = new Following(choices);
      const { violations } = perform(
        scenario,
        togglesOf(design),
        { kind: 'replay', replay },
        { invariants: INVARIANTS },
      );
      const violated = violations.filter(({ isSoft }) => !isSoft).map(({ invariant }) => invariant);

      for (const invariant of invariants) expect(violated).not.toContain(invariant);
      expect(violated.sort()).toEqual([...remaining].sort());
    }
  });

  it('says of each violated invariant, once, what mends it', () => {
    const { violations } = perform(scenarioOf(name), togglesOf(design), courseOf(scenarioOf(name)));
    const hard = violations.filter(({ isSoft }) => !isSoft).map(({ invariant }) => invariant);

    expect(explained.causes.flatMap(({ invariants }) => invariants).sort()).toEqual(hard.sort());
  });
});

describe('the cause', () => {
  it('is the same each time', () => {
    expect(explain('seed/terminate-twice', 'pr-6795/6').causes).toEqual(
      explain('seed/terminate-twice', 'pr-6795/6').causes,
    );
  });

  it('is nothing when nothing is violated', () => {
    expect(explain('seed/terminate-running', 'pr-6795/6').causes).toEqual([]);
  });

  it('is no change at all where the design does it in any order', () => {
    const { causes } = explain('seed/nothing-to-terminate-failed', 'pr-6795/6');

    expect(causes).toMatchObject([{ invariants: ['intent'], changes: [], contest: null, guard: null, passing: 0 }]);
    expect(causes[0]?.tried).toBeGreaterThan(50);
  });

  it('knows when the refused write became true, and what its task does next', () => {
    const { causes, records } = explain('found/terminate-vs-watcher', 'pr-6795/6');
    const guard = causes[0]?.guard;
    if (guard?.kind !== 'late') throw new Error('expected a guard that is late');
    const label = (at: number | null) => (at === null ? null : records[at - 1]?.label);

    expect(label(guard.settled)).toBe('sled-1 runner vmm-1: bundles logs and halts the zone of vmm-1');
    expect(label(guard.look)).toBe('nexus-2 instance-watcher: list VMMs to watch');
    expect(guard.between).toBeNull();
    expect(label(guard.next)).toBe('terminate A: nexus-1 force-terminate reply');
  });

  it('comes soon even for a run that never comes to rest', () => {
    const { causes } = explain('found/nexus-crash-loop', 'oct-2024');

    expect(causes.length).toBeGreaterThan(0);
  });
});

describe('a run spelled out', () => {
  it.each(RACES)('makes the same run again: $scenario', ({ scenario: name, design }) => {
    const scenario = scenarioOf(name);
    const { run, items } = trace(scenario, togglesOf(design), courseOf(scenario));
    const replay = new Following(items.map(({ label }) => label));
    const again = perform(scenario, togglesOf(design), { kind: 'replay', replay });

    expect(again.violations.map(({ invariant }) => invariant).sort()).toEqual(
      run.violations.map(({ invariant }) => invariant).sort(),
    );
    expect(again.simulation.state.db).toEqual(run.simulation.state.db);
  });

  it('knows what a step reads, writes, and was made possible by', () => {
    const scenario = scenarioOf('seed/terminate-running');
    const { items } = trace(scenario, togglesOf('pr-6795/6'), courseOf(scenario));
    const at = (label: string) => items.findIndex((item) => item.label === label);
    const fetch = items[at('nexus-1 terminate A: fetch all of instance-1')];
    const write = items[at('nexus-1 terminate A: write the report of vmm-1')];

    expect([...(fetch?.reads ?? [])]).toEqual(expect.arrayContaining(['db/instances/instance-1', 'db/vmms/vmm-1']));
    expect(fetch?.writes.size).toBe(0);
    expect([...(write?.writes ?? [])]).toEqual(['db/vmms/vmm-1']);
    expect(items[write?.cause ?? -1]?.label).toBe('nexus-1 terminate A: sled-1 unregister vmm-1 reply');
  });
});
