import { describe, expect, it } from 'vitest';
import type { VmmId } from '../../../sim/rack/ids.ts';
import { type Rig, seen } from '../rig.ts';
import {
  getState,
  NO_SUCH_VMM,
  ONE_SLED,
  putState,
  register,
  report,
  runnerOf,
  type Said,
  unregister,
} from './talk.ts';

const RUNNING = { ok: true, value: report('running', 4) };

/** Makes the runner of `vmm-1` wait for its Propolis for ever. */
function hang(rig: Rig): void {
  rig.fault('hang-http propolis vmm-1');
  putState(rig, 'vmm-1', 'stopped');
  rig.settle();
}

/** Whether a VMM that is well is still answered for. */
function isServed(rig: Rig, vmm: VmmId = 'vmm-2'): boolean {
  const reply = getState(rig, vmm);
  rig.settle();
  return reply.outcome !== undefined;
}

describe('the manager', () => {
  it.each<readonly [string, (rig: Rig) => Said]>([
    ['the state', (rig) => getState(rig, 'vmm-1')],
    ['the answer to a second register', (rig) => register(rig, 'vmm-1')],
  ])('waits in its own loop for %s of a VMM: nobody else on the sled is served', (_, ask) => {
    const found = seen(ONE_SLED, (rig) => {
      hang(rig);
      const before = isServed(rig);
      ask(rig);
      rig.settle();
      return [before, isServed(rig)];
    });

    expect(found).toEqual([true, false]);
  });

  it.each<readonly [string, (rig: Rig) => Said]>([
    ['a stop', (rig) => putState(rig, 'vmm-1', 'stopped')],
    ['a reboot', (rig) => putState(rig, 'vmm-1', 'reboot')],
    ['an unregister', (rig) => unregister(rig, 'vmm-1')],
  ])('hands %s over and does not wait', (_, ask) => {
    const served = seen(ONE_SLED, (rig) => {
      hang(rig);
      ask(rig);
      rig.settle();
      return isServed(rig);
    });

    expect(served).toBe(true);
  });

  it.each([
    [1, true],
    [2, true],
    [3, false],
  ])('with room for two requests a VMM and %i behind a hung one goes on: %s', (count, goesOn) => {
    const served = seen({ shape: { ...ONE_SLED.shape, runnerQueueMax: 2 } }, (rig) => {
      hang(rig);
      for (let n = 0; n < count; n++) putState(rig, 'vmm-1', 'stopped');
      rig.settle();
      return isServed(rig);
    });

    expect(served).toBe(goesOn);
  });

  it('goes on when there is room again, and loses nothing meanwhile', () => {
    const found = seen({ shape: { ...ONE_SLED.shape, runnerQueueMax: 1 } }, (rig) => {
      hang(rig);
      const replies = [1, 2, 3].map(() => putState(rig, 'vmm-1', 'stopped'));
      const other = getState(rig, 'vmm-2');
      rig.settle();
      const early = other.outcome;
      rig.fault('crash-propolis propolis vmm-1');
      rig.settle();
      return [early, other.outcome, replies.map((reply) => reply.outcome?.ok)];
    });

    expect(found).toEqual([undefined, RUNNING, [false, false, false]]);
  });

  it('goes on when the state is answered', () => {
    const found = seen(ONE_SLED, (rig) => {
      hang(rig);
      const [state, other] = [getState(rig, 'vmm-1'), getState(rig, 'vmm-2')];
      rig.settle();
      const early = [state.outcome, other.outcome];
      rig.fault('crash-propolis propolis vmm-1');
      rig.settle();
      return [early, state.outcome, other.outcome];
    });

    expect(found).toEqual([[undefined, undefined], RUNNING, RUNNING]);
  });

  it('takes removals from its table before any request that is older', () => {
    const found = seen({}, (rig) => {
      unregister(rig, 'vmm-1');
      rig.reach('halts the zone of vmm-1');
      rig.settle();
      rig.hold('sled-1 manager: takes its next message');
      const reply = getState(rig, 'vmm-1');
      rig.settle();
      rig.release('halts the zone of vmm-1');
      rig.settle();
      const early = [reply.outcome, runnerOf(rig, 'vmm-1') !== undefined];
      rig.let('sled-1 manager: takes its next message');
      rig.settle();
      return [early, reply.outcome];
    });

    expect(found).toEqual([[undefined, true], NO_SUCH_VMM]);
  });

  it('serves its requests in the order in which they came', () => {
    const found = seen({}, (rig) => {
      rig.hold('sled-1 manager: takes its next message', 'propolis vmm-1:');
      const before = getState(rig, 'vmm-1');
      rig.settle();
      putState(rig, 'vmm-1', 'stopped');
      rig.settle();
      const after = getState(rig, 'vmm-1');
      rig.settle();
      rig.release('sled-1 manager: takes its next message');
      rig.settle();
      return [before.outcome, after.outcome];
    });

    expect(found).toEqual([RUNNING, { ok: true, value: report('stopping', 5) }]);
  });

  it('answers for a caller that has gone away, by doing what it asked', () => {
    const found = seen({}, (rig) => {
      unregister(rig, 'vmm-1');
      rig.reach('halts the zone of vmm-1');
      rig.run.simulation.kill('tester');
      rig.release('halts the zone of vmm-1');
      rig.settle();
      return [rig.rack.guests['vmm-1'], rig.rack.db.vmms['vmm-1']?.state];
    });

    expect(found).toEqual([undefined, 'destroyed']);
  });
});

describe('a register of a VMM that is over', () => {
  const sled = (toggle: 'adopted' | 'refused') => ({ ...ONE_SLED, set: { 'sledAgent.registerOfEnded': toggle } });
  const REFUSED = { ok: false, error: { status: 410 } };
  const ADOPTED = { ok: true, value: report('starting', 2) };

  it.each<readonly [string, VmmId, 'adopted' | 'refused', unknown]>([
    ['was unregistered and is gone', 'vmm-1', 'refused', REFUSED],
    ['was unregistered and is gone', 'vmm-1', 'adopted', ADOPTED],
    ['was unregistered before the sled knew it', 'vmm-9', 'refused', REFUSED],
    ['was unregistered before the sled knew it', 'vmm-9', 'adopted', ADOPTED],
  ])('that %s (%s) is %s', (_, vmm, toggle, answer) => {
    const said = seen(sled(toggle), (rig) => {
      unregister(rig, vmm);
      rig.settle();
      const reply = register(rig, vmm);
      rig.settle();
      return [reply.outcome, runnerOf(rig, vmm) !== undefined];
    });

    expect(said).toEqual([answer, toggle === 'adopted']);
  });

  it('is refused of one that has ended by itself, and taken again after the sled-agent restarts', () => {
    const said = seen(sled('refused'), (rig) => {
      putState(rig, 'vmm-1', 'stopped');
      rig.settle();
      const before = register(rig, 'vmm-1');
      rig.settle();
      rig.fault('crash-sled-agent sled-1');
      rig.let('restart sled-1');
      rig.settle();
      const after = register(rig, 'vmm-1');
      rig.settle();
      return [before.outcome, after.outcome];
    });

    expect(said).toEqual([REFUSED, ADOPTED]);
  });

  it('is answered of one that is well, as ever', () => {
    const said = seen(sled('refused'), (rig) => {
      unregister(rig, 'vmm-2');
      rig.settle();
      const reply = register(rig, 'vmm-1');
      rig.settle();
      return reply.outcome;
    });

    expect(said).toEqual(RUNNING);
  });
});
