// A small scenario and an invariant that it violates now and then, so that tests of the search do not depend on what
// is bundled.

import { DESIGNS } from '../../sim/rack/designs/designs.ts';
import type { Toggles } from '../../sim/rack/designs/toggles.ts';
import type { Invariant } from '../../sim/rack/invariants/invariant.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';

/** Throws when there is no such design. */
export function togglesOf(wanted: string): Toggles {
  const found = DESIGNS.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no design ${wanted}`);
  return found.toggles;
}

export const TOGGLES = togglesOf('pr-6795/6');

/** Four known requests, ticks, and a few faults. */
export const busy: Scenario = {
  name: 'test/busy',
  title: 'test: a little of everything',
  story: 'Clients view, stop, start and terminate one instance while agents crash.',
  operations: [
    { name: 'view A', kind: 'view' },
    { name: 'stop A', kind: 'stop' },
    { name: 'start A', kind: 'start', after: 'stop A' },
    { name: 'terminate A', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  faults: { kinds: ['drop-reply', 'crash-nexus', 'crash-sled-agent', 'timeout', 'hang-http', 'partition'], max: 2 },
  ticks: 1,
  expected: {},
};

/** Requests that are not known beforehand. */
export const anything: Scenario = {
  name: 'test/anything',
  title: 'test: a workload',
  story: 'Clients ask for anything.',
  workload: { kinds: ['view', 'stop', 'force-terminate', 'migrate'], max: 3 },
  faults: { kinds: ['crash-propolis', 'drop-request'], max: 1 },
  expected: {},
};

/** Violated once the first guest is gone: not always, and not at once. */
export const firstGuestLives: Invariant = {
  name: 'test: the first guest lives',
  property: 'nobody takes the first guest away',
  cites: 'this test',
  check({ rack }) {
    if (rack.guests['vmm-1'] !== undefined) return undefined;
    return { subject: 'vmm-1', message: 'expected the guest of vmm-1 to be there; it is gone' };
  },
};

/** Violated at rest, when an instance has come to be stopped. */
export const neverStops: Invariant = {
  name: 'test: never stops',
  property: 'an instance is not stopped',
  cites: 'this test',
  atRest({ rack }) {
    const stopped = Object.values(rack.db.instances).find(({ state }) => state === 'no_vmm');
    return stopped && { subject: stopped.id, message: `expected ${stopped.id} to run; it is stopped` };
  },
};

/** Soft, and never satisfied. */
export const soft: Invariant = {
  name: 'test: soft',
  property: 'nothing ever happens',
  cites: 'this test',
  isSoft: true,
  check: () => ({ subject: 'rack', message: 'expected nothing to happen' }),
};
