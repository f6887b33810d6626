import type { Play, Scenario, ScenarioOperation } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

const faults = { kinds: ['crash-sled-agent'], max: 1 } as const;

/** The zone is halted when a reboot says what is wanted; before it asks the sled-agent, that forgets the VMM. */
function rebootMeanwhile(play: Play, down: string): void {
  play.hold(STOP_TIMER);
  play.issue(down);
  const end = 'bundles logs and halts the zone of vmm-1';
  if (play.comes(end)) play.let(end);
  play.hold('sled-1 runner vmm-1: push', 'unregister vmm-1 reply');
  play.issue('reboot B');
  play.reach('reboot B: sled-1 put-state reboot vmm-1 request');
  play.fault('crash-sled-agent sled-1');
  play.let('restart sled-1');
  play.release('reboot B: sled-1 put-state reboot vmm-1 request');
  play.settle();
  play.tick('nexus-1', 'instance-watcher');
  play.settle();
  play.release('sled-1 runner vmm-1: push', 'unregister vmm-1 reply');
  play.settle();
}

const reboot: ScenarioOperation = { name: 'reboot B', kind: 'reboot', nexus: 'nexus-2' };

/**
 * Found by looking at every pair of requests with one fault within one delay. Read in the source: a reboot records that
 * the instance is to run before it asks anybody, whatever was wanted before (instance_reboot,
 * nexus/src/app/instance.rs @ b848b6df85), and answers an error when the sled knows no such VMM.
 */
export const rebootOfStopping: Scenario = {
  name: 'found/reboot-of-stopping',
  title: 'reboot: of an instance that is being stopped, by a sled-agent that forgets',
  story:
    'An instance is about to be stopped: its zone is halted, and the report of that is under way. A reboot records ' +
    'that it is to run; the sled-agent restarts, and knows no such VMM. The reboot fails, and it, or the watcher, ' +
    'records the VMM failed, since the instance is meant to run: it is restarted after a stop, by a reboot that did ' +
    'not happen.',
  operations: [{ name: 'stop A', kind: 'stop' }, reboot],
  faults,
  ticks: 1,
  script: (play) => rebootMeanwhile(play, 'stop A'),
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['no-lost-report'] }),
};

export const rebootOfTerminated: Scenario = {
  name: 'found/reboot-of-terminated',
  title: 'reboot: of an instance that is being force-terminated, by a sled-agent that forgets',
  story: 'As found/reboot-of-stopping, beside a force-terminate.',
  operations: [{ name: 'terminate A', kind: 'force-terminate' }, reboot],
  faults,
  ticks: 1,
  script: (play) => rebootMeanwhile(play, 'terminate A'),
  expected: verdicts({
    'oct-2024, feb-2025-stop-timer, head-2026-08': [],
    'pr-6795/1-6, variants': ['no-lost-report', 'settled-answer'],
    'head-2026-08+force-terminate': ['settled-answer'],
  }),
};
