import { describe, expect, it } from 'vitest';
import type { Toggles } from '../../../sim/rack/designs/toggles.ts';
import { type Rig, seen } from '../rig.ts';
import { getState, NO_SUCH_VMM, putState, runnerOf, unregister } from './talk.ts';

const TIMER = 'the grace period of a stop ends';
const MINUTE_MS = 60_000;

const under = <T>(set: Partial<Toggles>, look: (rig: Rig) => T): T =>
  seen({ set: { 'sledAgent.stopTimer': 'between-requests', ...set } }, look);

/** Asks to stop a VMM that will not finish. */
function stopHung(rig: Rig): void {
  rig.fault('hang-stop propolis vmm-1');
  putState(rig, 'vmm-1', 'stopped');
}

/** Five minutes go by, on another sled. */
function waitForPower(rig: Rig): void {
  rig.hold(TIMER);
  rig.fault('power-off sled-2');
  rig.let('restart sled-2');
  rig.release(TIMER);
}

/** How the VMM's row ends, and after how many minutes. */
function endOf(rig: Rig): [string | undefined, number] {
  rig.settle();
  return [rig.rack.db.vmms['vmm-1']?.state, Math.floor(rig.run.simulation.now / MINUTE_MS)];
}

describe('a stop timer', () => {
  it('is none in October 2024', () => {
    const found = under({ 'sledAgent.stopTimer': 'none' }, (rig) => {
      stopHung(rig);
      return endOf(rig);
    });

    expect(found).toEqual(['stopping', 0]);
  });

  it('ends the VMM once the grace period is over, and pushes that it is destroyed', () => {
    const found = under({}, (rig) => {
      stopHung(rig);
      return [endOf(rig), rig.rack.guests['vmm-1'], rig.rack.propolises['vmm-1'], runnerOf(rig, 'vmm-1')];
    });

    expect(found).toEqual([['destroyed', 10], undefined, undefined, undefined]);
  });

  it('or that it has failed', () => {
    const found = under({ 'stopTimer.endState': 'failed' }, (rig) => {
      stopHung(rig);
      return endOf(rig);
    });

    expect(found).toEqual(['failed', 10]);
  });

  it.each<[Toggles['stopTimer.runsFrom'], number]>([
    ['first-stop', 10],
    ['each-stop', 15],
  ])('runs from the %s: with a second stop after five minutes, for %i', (runsFrom, minutes) => {
    const found = under({ 'stopTimer.runsFrom': runsFrom }, (rig) => {
      stopHung(rig);
      rig.reach(TIMER);
      waitForPower(rig);
      putState(rig, 'vmm-1', 'stopped');
      return endOf(rig);
    });

    expect(found).toEqual(['destroyed', minutes]);
  });

  it.each<[Toggles['stopTimer.armedBy'], string]>([
    ['request', 'stopping'],
    ['halt', 'destroyed'],
  ])('that is armed by a %s leaves a guest that powered itself off and hangs %s', (armedBy, state) => {
    const found = under({ 'stopTimer.armedBy': armedBy }, (rig) => {
      rig.fault('hang-stop propolis vmm-1');
      rig.fault('guest-shutdown propolis vmm-1');
      return endOf(rig)[0];
    });

    expect(found).toBe(state);
  });

  it('ends a VMM whose stop was refused, and that was rebooted since', () => {
    const found = under({}, (rig) => {
      const stopped = putState(rig, 'vmm-1', 'stopped');
      rig.reach('sled-1 runner vmm-1: Propolis stop request');
      rig.fault('drop-request "sled-1 runner vmm-1: Propolis stop request"');
      rig.hold(TIMER);
      rig.settle();
      const rebooted = putState(rig, 'vmm-1', 'reboot');
      rig.settle();
      const before = [stopped.outcome?.ok, rebooted.outcome?.ok, rig.rack.guests['vmm-1']?.status];
      rig.release(TIMER);
      return [before, endOf(rig)[0]];
    });

    expect(found).toEqual([[false, true, 'running'], 'destroyed']);
  });

  it('finds nobody when the VMM has stopped in time', () => {
    const found = under({}, (rig) => {
      putState(rig, 'vmm-1', 'stopped');
      rig.reach(TIMER);
      rig.settle();
      const before = rig.rack;
      rig.let(TIMER);
      rig.settle();
      return [before, rig.rack];
    });

    expect(found[0]).toEqual(found[1]);
  });

  it('is forgotten by a sled-agent that restarts', () => {
    const found = under({}, (rig) => {
      stopHung(rig);
      rig.reach(TIMER);
      rig.fault('crash-sled-agent sled-1');
      return rig.comes(TIMER);
    });

    expect(found).toBe(false);
  });

  it('is no part of being unregistered', () => {
    const found = under({}, (rig) => {
      rig.hold('halts the zone of vmm-1');
      unregister(rig, 'vmm-1');
      return rig.comes(TIMER);
    });

    expect(found).toBe(false);
  });

  const whileHungUp = (rig: Rig) => {
    rig.fault('hang-http propolis vmm-1');
    const stopped = putState(rig, 'vmm-1', 'stopped');
    rig.settle();
    const asked = getState(rig, 'vmm-1');
    rig.settle();
    return { stopped: stopped.outcome, asked: asked.outcome, guest: rig.rack.guests['vmm-1']?.status };
  };

  it('is not looked at while the runner waits for its Propolis', () => {
    expect(under({}, whileHungUp)).toEqual({ stopped: undefined, asked: undefined, guest: 'running' });
  });

  it('or cuts that short: the guest is killed, and the caller hears of an error', () => {
    expect(under({ 'sledAgent.stopTimer': 'preempts' }, whileHungUp)).toEqual({
      stopped: { ok: false, error: { status: 500 } },
      asked: NO_SUCH_VMM,
      guest: undefined,
    });
  });

  it.each<[Toggles['sledAgent.stopTimer'], Toggles['stopTimer.priority'], string]>([
    ['between-requests', 'report', 'rebooting'],
    ['preempts', 'report', 'rebooting'],
    ['between-requests', 'timer', 'destroyed'],
    ['preempts', 'timer', 'destroyed'],
  ])('that %s comes behind what Propolis says, unless its priority is the %s', (stopTimer, priority, first) => {
    const found = under({ 'sledAgent.stopTimer': stopTimer, 'stopTimer.priority': priority }, (rig) => {
      rig.hold(TIMER, 'sled-1 runner vmm-1: Propolis stop reply', 'resets the guest');
      putState(rig, 'vmm-1', 'reboot');
      putState(rig, 'vmm-1', 'stopped');
      rig.settle();
      rig.let('resets the guest');
      rig.hold('boots the guest again');
      rig.let('sled-1 monitor vmm-1: polls');
      rig.hold('push of vmm-1: write the report');
      rig.let(TIMER);
      const states: string[] = [];
      rig.release('sled-1 runner vmm-1: Propolis stop reply');
      while (rig.comes('push of vmm-1: write the report')) {
        states.push(String(rig.rack.sledAgents['sled-1']?.runners['vmm-1']?.report.state));
        rig.let('push of vmm-1: write the report');
        rig.hold('push of vmm-1: write the report');
      }
      return states;
    });

    expect(found[0]).toBe(first);
    expect(found.at(-1)).toBe('destroyed');
  });
});
