import { describe, expect, it } from 'vitest';
import { type TinyNode, tiny } from './tiny.ts';

const NODES: readonly TinyNode[] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

describe('a saga that goes well', () => {
  it('runs its nodes one after the other, and ends with the output of the last', () => {
    const saga = tiny(...NODES);

    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'c']);
    expect(saga.result()).toEqual({ ok: true, output: 'output of c number 3' });
    expect(saga.simulation.state.db.sagas['saga-1']).toMatchObject({ state: 'done', owner: 'nexus-1' });
  });

  it('has the start of a node on record before the node has any effect', () => {
    const saga = tiny(...NODES);

    saga.reach('effect b');

    expect(saga.log()).toEqual(['a started', 'a succeeded', 'b started']);
  });

  it('meets no error when it writes its log, because the store retries for ever', () => {
    const saga = tiny(...NODES);

    saga.reach('log start b');

    expect(saga.simulation.faults().filter(({ label }) => label.includes('database error'))).toEqual([]);
  });
});

describe('a Nexus that dies', () => {
  it('between an effect and its record runs the node again', () => {
    const saga = tiny(...NODES);
    saga.let('effect b');
    saga.crash();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'b', 'c']);
  });

  it('before an effect runs the node once', () => {
    const saga = tiny(...NODES);
    saga.reach('effect b');
    saga.crash();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'c']);
  });

  it('never runs a node again whose successor has started', () => {
    const saga = tiny(...NODES);
    saga.let('log start b');
    saga.crash();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects.filter((effect) => effect === 'a')).toHaveLength(1);
  });

  it('may do so each time', () => {
    const saga = tiny(...NODES);
    saga.let('effect b');
    saga.crash();
    saga.recover('nexus-1');
    saga.let('effect b');
    saga.crash();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'b', 'b', 'c']);
  });

  it('before it has begun with a saga whose row it made runs it when it comes back', () => {
    const saga = tiny(...NODES);
    saga.let('create saga-1');
    saga.crash();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'c']);
  });

  it('leaves nobody who waits for the result', () => {
    const saga = tiny(...NODES);
    saga.let('effect b');
    saga.crash();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.result()).toBeUndefined();
  });
});

describe('recovery', () => {
  it("leaves another Nexus' saga alone", () => {
    const saga = tiny(...NODES);
    saga.let('effect b');
    saga.crash();

    saga.recover('nexus-2');
    saga.settle();

    expect(saga.effects).toEqual(['a', 'b']);
    expect(saga.simulation.state.db.sagas['saga-1']).toMatchObject({ state: 'running', owner: 'nexus-1' });
  });

  it('leaves a saga alone that this process is running', () => {
    const saga = tiny(...NODES);
    saga.reach('effect b');

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'c']);
  });

  it('leaves a saga alone that it has taken up before', () => {
    const saga = tiny(...NODES);
    saga.let('effect b');
    saga.crash();
    saga.recover('nexus-1');
    saga.settle();

    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'b', 'c']);
  });
});

describe('a saga whose row cannot be made', () => {
  const REJECTED = { rejected: { class: 'other', status: 500, message: 'database error' } };

  it('is an error for its caller, and nothing runs', () => {
    const saga = tiny(...NODES);
    saga.reach('create saga-1');
    saga.fault('error before commit of "caller: create saga-1');

    saga.settle();

    expect(saga.result()).toEqual(REJECTED);
    expect(saga.simulation.state.db.sagas).toEqual({});
  });

  it('or so it seems, is left alone by the process that made it, and run by the next', () => {
    const saga = tiny(...NODES);
    saga.reach('create saga-1');
    saga.fault('error after commit of "caller: create saga-1');
    saga.recover('nexus-1');
    saga.settle();
    expect([saga.result(), saga.effects]).toEqual([REJECTED, []]);

    saga.crash();
    saga.recover('nexus-1');
    saga.settle();

    expect(saga.effects).toEqual(['a', 'b', 'c']);
  });
});
