// What the page works out of a recorded run, on a run that is known: two clients terminate one instance, and the second
// takes the first one's work for a failure.

import { beforeAll, describe, expect, it } from 'vitest';
import { fits, NO_FILTER } from '../../../reports/html/view/filter.ts';
import { patchesOf } from '../../../reports/html/view/patches.ts';
import { rowsOf, stepOf } from '../../../reports/html/view/rows.ts';
import { tablesAt } from '../../../reports/html/view/tables.ts';
import { rackAt, type ToldRun, tellRun } from '../../../reports/html/view/told-run.ts';
import { recordedRun } from '../../../reports/live/recorded.ts';
import { togglesOf } from '../../../reports/live/toggles.ts';
import { SCENARIOS } from '../../../scenarios/index.ts';
import type { Scenario } from '../../../sim/rack/scenario.ts';
import { perform } from '../../../sim/search/course.ts';

const DESIGN = 'pr-6795/6';

function told(name: string, change: Partial<Scenario> = {}, design = DESIGN): ToldRun {
  const found = SCENARIOS.find((one) => one.name === name) as Scenario;
  const story = { ...found, ...change };
  const run = perform(story, togglesOf(design), { kind: 'script' }, { isRecording: true, isDigesting: true });
  const subject = { story, design, scenario: name, file: null, set: {} };
  return tellRun(recordedRun(subject, run, { course: '', command: '', seed: null, strategy: 'script' }));
}

/** The index of the first step whose label contains the words. */
const find = ({ steps }: ToldRun, words: string) =>
  steps.find(({ record }) => record.label.includes(words))?.index ?? 0;

let race: ToldRun;
let undo: ToldRun;
beforeAll(() => {
  race = told('found/terminate-vs-watcher');
  undo = told('seed/undo-unreachable');
});

describe('lanes', () => {
  it('are one for each thing that takes part, and none for what does not', () => {
    expect(race.lanes.map(({ id }) => id)).toEqual([
      ...['client terminate A', 'nexus-1', 'nexus-2', 'database', 'sled-1'],
      ...['propolis vmm-1', 'guest vmm-1', 'propolis vmm-2', 'guest vmm-2'],
    ]);
  });

  it('hold every step but those of the network', () => {
    const ids = new Set(race.lanes.map(({ id }) => id));

    expect(race.steps.filter(({ node }) => node.lane !== undefined && !ids.has(node.lane))).toEqual([]);
  });
});

describe('messages', () => {
  it('go from the step that sent them to the one at which they arrived', () => {
    const asked = find(race, 'sled-1 unregister vmm-1 request');
    const message = race.messages.find(({ step }) => step === asked);

    expect(message).toMatchObject({ kind: 'request', fromLane: 'nexus-1', toLane: 'sled-1', isLost: false });
    expect(message?.sent).toBe(asked - 1);
  });

  it('begin in the lane of the client that asks, and end there', () => {
    const own = race.messages.filter(({ fromLane, toLane }) => `${fromLane} ${toLane}`.includes('client terminate A'));

    expect(own.map(({ kind }) => kind)).toEqual(['request', 'reply']);
  });

  it('are lost where a fault says so', () => {
    expect(undo.messages.filter(({ isLost }) => isLost).map(({ kind }) => kind)).toEqual(['reply', 'request']);
  });
});

describe('statements', () => {
  it('say what became of them, with the generations that they wrote', () => {
    const written = race.steps[find(race, 'instance-watcher/vmm-1: write the report of vmm-1') - 1];
    const refused = race.steps[find(race, 'nexus-1 terminate A: write the report of vmm-1') - 1];
    const read = race.steps[find(race, 'fetch all of instance-1') - 1];

    expect(written?.node.statement).toEqual({ came: 'written', gens: '4→5' });
    expect(refused?.node.statement).toEqual({ came: 'refused', gens: '' });
    expect(read?.node.statement).toEqual({ came: 'read', gens: '' });
  });
});

describe('bands', () => {
  const band = (run: ToldRun, id: string) => run.bands.find((one) => one.id === id);

  it('show how long a guest ran, a lock was held, a saga went', () => {
    const [lock, unlock] = [find(race, ': lock instance-1'), find(race, ': commit instance-1')];
    const killed = find(race, 'halts the zone of vmm-1');

    expect(band(race, 'guest vmm-1')).toMatchObject({ lane: 'guest vmm-1', from: 0, to: killed });
    expect(band(race, 'lock instance-1')).toMatchObject({ lane: 'database', from: lock, to: unlock });
    expect(band(race, 'saga-1')).toMatchObject({ lane: 'nexus-2', from: find(race, 'create saga-1') });
  });

  it('show the nodes of a saga one after the other, without a gap, and its undo', () => {
    const { pieces = [] } = band(undo, 'saga-1') ?? {};
    const gaps = pieces.slice(1).filter(({ from }, at) => from !== pieces[at]?.to);

    expect(gaps).toEqual([]);
    expect([...new Set(pieces.map(({ state }) => state))]).toEqual(['running', 'unwinding', 'stuck']);
    expect(pieces.at(-1)?.to).toBe(undo.steps.length);
  });

  it('lie side by side where they overlap', () => {
    const [one, two] = [band(race, 'saga-1'), band(race, 'saga-2')];

    expect(two?.from).toBeLessThan(one?.to ?? 0);
    expect(one?.slot).not.toBe(two?.slot);
  });
});

describe('causes', () => {
  it('are the step that made it possible, and who last changed what it looks at', () => {
    const failed = find(race, 'instance-watcher/vmm-1: write the report of vmm-1');
    const unknown = find(race, 'instance-watcher/vmm-1: sled-1 get-state vmm-1 reply');
    const [order] = race.causes.of(failed);

    expect(order).toEqual({ step: unknown, via: 'order' });
    const refused = find(race, 'nexus-1 terminate A: write the report of vmm-1');
    expect(race.causes.of(refused).map(({ via }) => via)).toContain('the row of vmm-1');
  });

  it('reach from the second guest back to the one request, and from there forth', () => {
    const [first, guest] = [find(race, 'client: terminate A'), find(race, 'boots the guest')];
    const late = find(race, 'tick: nexus-2 instance-watcher');

    expect(race.causes.past(guest).has(first)).toBe(true);
    expect(race.causes.past(guest).has(late)).toBe(true);
    expect(race.causes.future(first).has(guest)).toBe(true);
    expect(race.causes.past(late).size).toBe(0);
  });

  it('point backwards only, and both ways alike', () => {
    for (const { index } of race.steps) {
      for (const { step, via } of race.causes.of(index)) {
        expect(step).toBeLessThan(index);
        expect(race.causes.consequencesOf(step)).toContainEqual({ step: index, via });
      }
    }
  });
});

describe('rows', () => {
  const all = { isEverything: false, fits: () => true };

  it('have every step, or the fold that it is in, in order', () => {
    for (const isEverything of [false, true]) {
      const { rows, rowOf } = rowsOf(race, { ...all, isEverything });
      for (const { index } of race.steps) {
        const row = rows[rowOf(index)];
        if (row?.kind === 'fold') expect(row.from <= index && index <= row.to).toBe(true);
        else expect(row && stepOf(row)).toBe(index);
      }
      expect(rows.filter(({ kind }) => kind === 'fold').length > 0).toBe(!isEverything);
    }
  });

  it('say where an invariant breaks, and where the drain begins', () => {
    const { rows } = rowsOf(race, all);
    const at = rows.findIndex((row) => row.kind === 'remark');

    expect(rows[at - 1]).toMatchObject({ kind: 'step', step: { index: race.run.violations[0]?.step } });
    expect(rows.filter(({ kind }) => kind === 'remark')).toHaveLength(race.run.violations.length);
    expect(rows.filter(({ kind }) => kind === 'heading')).toHaveLength(1);
  });
});

describe('a filter', () => {
  const count = (filter: Partial<typeof NO_FILTER>) =>
    race.steps.filter((step) => fits(step, { ...NO_FILTER, ...filter })).length;

  it('lets through what fits, and everything when it asks for nothing', () => {
    expect(count({})).toBe(race.steps.length);
    const superseded = race.run.records.filter(({ details }) => details.some((text) => text.startsWith('superseded')));
    expect(superseded.length).toBeGreaterThan(1);
    expect(count({ kind: 'refused' })).toBe(superseded.length);
    expect(count({ kind: 'faults' })).toBe(0);
    expect(count({ text: 'RESERVATION' })).toBe(2);
    expect(count({ hidden: new Set(['nexus-2']) })).toBeLessThan(race.steps.length);
    expect(count({ subject: 'vmm-2' })).toBeGreaterThan(10);
    expect(count({ subject: 'vmm-2' })).toBeLessThan(count({ subject: 'instance-1' }));
  });
});

describe('the state at a step', () => {
  const tables = (step: number) => tablesAt(rackAt(race, step), rackAt(race, step - 1));
  const vmm = (step: number) => tables(step).find(({ title }) => title.startsWith('VMMs'))?.lines[0]?.cells ?? [];

  it('marks what the step changed', () => {
    const failed = find(race, 'instance-watcher/vmm-1: write the report of vmm-1');

    expect(
      vmm(failed)
        .filter(({ isChanged }) => isChanged)
        .map(({ text }) => text),
    ).toEqual(['failed gen 5 on sled-1']);
    expect(vmm(failed + 1).some(({ isChanged }) => isChanged)).toBe(false);
  });

  it('says where a row does not fit with what is physically so', () => {
    const killed = find(race, 'halts the zone of vmm-1');
    const wrong = (step: number) => vmm(step).flatMap((cell) => cell.wrong ?? []);

    expect(wrong(killed - 1)).toEqual([]);
    expect(wrong(killed)).toEqual(['the row says running, and no guest is there']);
  });

  it('has each change as a value before and after', () => {
    const failed = find(race, 'instance-watcher/vmm-1: write the report of vmm-1');
    const record = race.run.records[failed - 1];

    expect(record && patchesOf(record, rackAt(race, failed - 1))).toEqual([
      { path: 'db vmms vmm-1 state', was: '"running"', is: '"failed"' },
      { path: 'db vmms vmm-1 gen', was: '4', is: '5' },
    ]);
  });
});
