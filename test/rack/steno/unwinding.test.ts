import { describe, expect, it } from 'vitest';
import { type TinyNode, tiny } from './tiny.ts';

const FAILING: readonly TinyNode[] = [{ name: 'a' }, { name: 'b' }, { name: 'c', failures: 1 }, { name: 'd' }];
const STUCK: readonly TinyNode[] = [{ name: 'a' }, { name: 'b', undoFailures: 1 }, { name: 'c', failures: 1 }];
const error = (what: string) => ({ class: 'other', status: 500, message: `${what} fails` });

describe('a saga with a node that fails', () => {
  it("undoes the nodes before it in reverse; the failing node's own undo does not run", () => {
    const saga = tiny(...FAILING);

    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'c', 'undo b', 'undo a']);
  });

  it("hands its caller the node's error once it has unwound", () => {
    const saga = tiny(...FAILING);

    saga.reach('effect undo a');
    const early = saga.result();
    saga.settle();

    expect(early).toBeUndefined();
    expect(saga.result()).toEqual({ ok: false, node: 'c', error: error('c'), isStuck: false });
  });

  it('is unwinding in the database before the first undo has an effect, and done after the last', () => {
    const saga = tiny(...FAILING);
    const stateOf = () => saga.simulation.state.db.sagas['saga-1']?.state;

    saga.reach('effect undo b');
    const during = stateOf();
    saga.settle();

    expect([during, stateOf()]).toEqual(['unwinding', 'done']);
  });

  it('passes over nodes that have no undo', () => {
    const saga = tiny({ name: 'a' }, { name: 'b', hasNoUndo: true }, { name: 'c', failures: 1 });

    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'c', 'undo a']);
  });

  it('has nothing to undo when it is the first', () => {
    const saga = tiny({ name: 'a', failures: 1 });

    saga.settle();

    expect(saga.effects).toEqual(['a']);
    expect(saga.simulation.state.db.sagas['saga-1']?.state).toBe('done');
  });
});

describe('a Nexus that dies while a saga unwinds', () => {
  it('goes on unwinding when it comes back, and does not try the failed node again', () => {
    const saga = tiny(...FAILING);
    saga.reach('effect undo b');
    saga.crash();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'c', 'undo b', 'undo a']);
  });

  it('between the effect of an undo and its record undoes again', () => {
    const saga = tiny(...FAILING);
    saga.let('effect undo b');
    saga.crash();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'c', 'undo b', 'undo b', 'undo a']);
  });

  it('never undoes again what is on record as undone', () => {
    const saga = tiny(...FAILING);
    saga.let('log undo a');
    saga.crash();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects.filter((effect) => effect === 'undo b')).toHaveLength(1);
  });

  it('before the failure is on record tries the node again, which may succeed', () => {
    const saga = tiny(...FAILING);
    saga.let('effect c');
    saga.crash();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'c', 'c', 'd']);
  });

  it('between an effect and its record leaves that effect for good when the second run fails', () => {
    const saga = tiny({ name: 'a' }, { name: 'b' });
    saga.let('effect b');
    saga.crash();
    saga.recover('nexus-1');
    saga.reach('effect b');
    saga.fault('error before commit of "nexus-1 saga-1 instance-delete: effect b');

    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'undo a']);
  });
});

describe('a saga with an undo that fails', () => {
  it('is stuck: what comes before is not undone', () => {
    const saga = tiny(...STUCK);

    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'c', 'undo b']);
    expect(saga.log()).toContain('b undo failed');
  });

  it('hands its caller the error of the node, not that of the undo', () => {
    const saga = tiny(...STUCK);

    saga.settle();

    expect(saga.result()).toEqual({ ok: false, node: 'c', error: error('c'), isStuck: true });
  });

  it('is done in the database, and no recovery takes it up', () => {
    const saga = tiny(...STUCK);
    saga.settle();
    saga.crash();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.simulation.state.db.sagas['saga-1']?.state).toBe('done');
    expect(saga.effects).toEqual(['a', 'b', 'c', 'undo b']);
  });

  it('is not stuck yet when the Nexus dies before that is on record: the undo runs again', () => {
    const saga = tiny(...STUCK);
    saga.reach('log b is stuck');
    saga.crash();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'c', 'undo b', 'undo b', 'undo a']);
    expect(saga.simulation.state.truth.stuckSagas).toEqual({});
  });
});
