import { beforeAll, describe, expect, it } from 'vitest';
import { happensBefore, type PlacedStep } from '../../reports/happens-before.ts';
import { messageOf } from '../../reports/messages.ts';
import { recordNamed } from './runs.ts';

/** Every step that a step follows, itself included. */
function pastOf(steps: readonly PlacedStep[], end: PlacedStep): Set<number> {
  const seen = new Set<number>();
  const open = [end];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { lane, record, causes } = step;
    if (seen.has(record.index)) continue;
    seen.add(record.index);
    const before = steps.filter((other) => other.lane === lane && other.record.index < record.index).at(-1);
    open.push(...causes.map((cause) => steps[cause - 1] as PlacedStep), ...(before ? [before] : []));
  }
  return seen;
}

describe('what happens before what', () => {
  const run = recordNamed('found/terminate-vs-watcher', 'pr-6795/6');
  let steps: PlacedStep[];
  beforeAll(() => {
    steps = happensBefore(run.records);
  });
  const at = (label: string): PlacedStep => {
    const step = steps.find(({ record }) => record.label === label);
    if (step === undefined) throw new Error(`no step ${label}`);
    return step;
  };
  const numberOf = (label: string) => at(label).record.index;

  const past = (label: string) => pastOf(steps, at(label));

  const WATCHER_WRITES = 'nexus-2 instance-watcher/vmm-1: write the report of vmm-1';
  const TERMINATE_WRITES = 'nexus-1 terminate A: write the report of vmm-1';

  it('puts a delivery after its sending, on the lane of the handler', () => {
    const request = at('terminate A: nexus-1 force-terminate request');

    expect(request.lane).toBe('nexus-1 terminate A');
    expect(request.causes).toEqual([1]);
  });

  it('puts an answer after what made it', () => {
    expect(past('nexus-1 terminate A: sled-1 unregister vmm-1 reply')).toContain(
      numberOf('sled-1 runner vmm-1: bundles logs and halts the zone of vmm-1'),
    );
  });

  it('puts a tick after nothing', () => {
    expect(at('tick: nexus-2 instance-watcher')).toMatchObject({ causes: [], lane: 'nexus-2 instance-watcher' });
  });

  it('puts the question of the watcher after the removal from the table, which it meets in memory', () => {
    const question = 'nexus-2 instance-watcher/vmm-1: sled-1 get-state vmm-1 request';

    expect(at(question).lane).toBe('sled-1 manager');
    expect(past(question)).toContain(10);
  });

  it('puts who takes a message from a queue after who put it there, and after nobody by a row', () => {
    const step = (index: number, label: string, ...path: (string | number)[]) => ({
      ...(run.records[0] as (typeof run.records)[number]),
      ...{ index, label, kind: 'step' as const, process: 'sled-1', cause: 0 },
      patches: [{ op: 'add' as const, path, value: 1 }],
    });
    const placed = happensBefore([
      step(1, 'one: puts', 'sledAgents', 'sled-1', 'manager', 'requests', 0),
      step(2, 'two: writes a row', 'db', 'vmms', 'vmm-1'),
      step(3, 'three: writes the row', 'db', 'vmms', 'vmm-1'),
      step(4, 'four: takes', 'sledAgents', 'sled-1', 'manager', 'requests', 0),
    ]);

    expect(placed.map(({ causes }) => causes)).toEqual([[], [], [], [1]]);
  });

  it('leaves the two writes that race concurrent', () => {
    expect(past(TERMINATE_WRITES)).not.toContain(numberOf(WATCHER_WRITES));
    expect(past(WATCHER_WRITES)).not.toContain(numberOf(TERMINATE_WRITES));
  });

  it('puts a join after all that it joins', () => {
    expect(past('nexus-2 instance-watcher: joins')).toContain(
      numberOf('nexus-2 instance-watcher/vmm-1: waits for saga-1'),
    );
  });

  it('puts all of a process before its crash, and its restart before all that it does then', () => {
    const crashed = happensBefore(recordNamed('history/lock-leak', 'oct-2024').records);
    const crash = crashed.find(({ record }) => record.label.startsWith('fault: crash-nexus')) as PlacedStep;
    const restart = crashed.find(({ record }) => record.label.startsWith('restart nexus')) as PlacedStep;
    const own = crashed.filter(({ record }) => record.process === crash.record.process);
    const before = own.filter(({ record }) => record.index < crash.record.index);
    const after = own.filter(({ record }) => record.index > restart.record.index);

    expect(before.length * after.length).toBeGreaterThan(0);
    for (const step of before) expect(pastOf(crashed, crash)).toContain(step.record.index);
    for (const step of [restart, ...after]) expect(pastOf(crashed, step)).toContain(crash.record.index);
    for (const step of after) expect(pastOf(crashed, step)).toContain(restart.record.index);
  });
});

describe('the messages of a run', () => {
  it('are one for each delivery, from where it was sent', () => {
    const { records } = recordNamed('workloads/one-instance', 'pr-6795/6', 3);
    const deliveries = records.filter(({ kind }) => kind === 'request' || kind === 'reply');

    for (const record of deliveries) {
      const message = messageOf(record, records);
      expect(message, record.label).toMatchObject({ step: record.index, to: record.process, isLost: false });
      expect(message?.from).not.toBe('');
    }
  });

  it('tell a lost one from one that arrived', () => {
    const run = recordNamed('seed/undo-unreachable', 'pr-6795/6');
    const lost = run.records.flatMap((record) => messageOf(record, run.records) ?? []).filter(({ isLost }) => isLost);

    expect(lost.length).toBeGreaterThan(0);
    expect(lost[0]?.from).not.toBe(lost[0]?.to);
  });
});
