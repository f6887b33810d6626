import { describe, expect, it } from 'vitest';
import { type TinyNode, tiny } from './tiny.ts';

const nodes: readonly TinyNode[] = [{ name: 'a' }, { name: 'b' }];

describe('what is noted of sagas beside the database', () => {
  it('is which of them this Nexus runs, for as long as it does', () => {
    const saga = tiny(...nodes);
    const own = () => Object.keys(saga.simulation.state.nexuses['nexus-1']?.sagas ?? {});

    saga.reach('effect a');
    const during = own();
    saga.settle();

    expect([during, own()]).toEqual([['saga-1'], []]);
  });

  it('is which node was begun last, and whether it had an effect', () => {
    const saga = tiny(...nodes);

    saga.settle();

    const { nodeRuns, failedReruns } = saga.simulation.state.truth;
    expect(nodeRuns).toEqual({
      'saga-1': { node: 'b', isRerun: false, hasEffect: true, hadEffect: false },
    });
    expect(failedReruns).toEqual([]);
  });

  it('is that a node ran again after an effect; that it failed the first time is no failure of that', () => {
    const saga = tiny({ name: 'a' }, { name: 'b', failures: 1 });
    saga.reach('log undo a');
    saga.crash();
    saga.recover('nexus-1');
    saga.settle();

    const { nodeRuns, failedReruns } = saga.simulation.state.truth;
    expect(nodeRuns['saga-1']).toEqual({ node: 'b', isRerun: true, hasEffect: true, hadEffect: true });
    expect(failedReruns).toEqual([]);
  });

  it('is that a write which was superseded is no effect', () => {
    const saga = tiny({ name: 'a', isSuperseded: true });
    saga.reach('log done');
    saga.crash();
    saga.recover('nexus-1');
    saga.reach('effect a');
    saga.fault('database error before commit of "nexus-1 saga-1 instance-delete: effect a');
    saga.settle();

    const { nodeRuns, failedReruns } = saga.simulation.state.truth;
    expect(nodeRuns['saga-1']).toEqual({ node: 'a', isRerun: true, hasEffect: false, hadEffect: false });
    expect(failedReruns).toEqual([]);
  });

  it.each([
    ['is a node that fails when it runs again after a run that had an effect', false, ['saga-1 b']],
    ['is no such node if what it did is to stay in any case', true, []],
  ])('%s', (_, isToStay, failed) => {
    const saga = tiny({ name: 'a' }, { name: 'b', isToStay });
    saga.reach('log done');
    saga.crash();
    saga.recover('nexus-1');
    saga.reach('effect b');
    saga.fault('database error before commit of "nexus-1 saga-1 instance-delete: effect b');
    saga.settle();

    const { nodeRuns, failedReruns } = saga.simulation.state.truth;
    expect(nodeRuns['saga-1']).toEqual({ node: 'b', isRerun: true, hasEffect: true, hadEffect: true });
    expect(failedReruns).toEqual(failed);
  });

  it('is where a saga is stuck, and by what', () => {
    const saga = tiny({ name: 'a', undoFailures: 1 }, { name: 'b', failures: 1 });

    saga.settle();

    const stuck = saga.simulation.state.truth.stuckSagas['saga-1'];
    expect(stuck?.node).toBe('a');
    expect(stuck?.error).toContain('undo a fails');
  });
});
