import type { Scenario, ScenarioOperation } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** One poll at each point at which the rows have just changed, or are about to. */
const POINTS = [
  'sled-1 unregister vmm-1 request',
  'terminate A: write the report of vmm-1',
  'start-instance-update: fetch all of instance-1',
  'instance-update: commit instance-1',
  'instance-update: log done',
] as const;

/** Of one client: it asks again once it is told. */
const polls: readonly ScenarioOperation[] = POINTS.map((_, index) => ({
  name: `view ${index + 1}`,
  kind: 'view',
  nexus: 'nexus-2',
  ...(index > 0 && { after: `view ${index}` }),
}));

export const visibleStates: Scenario = {
  name: 'seed/visible-states',
  title: 'force-terminate: what a client that polls sees (policy never)',
  story:
    'One client force-terminates a running instance while another polls it, five times. The states that it sees ' +
    'are a legal path: running, stopping, stopped.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'running' }] },
  operations: [...polls, { name: 'terminate A', kind: 'force-terminate' }],
  script(play) {
    play.issue('terminate A');
    // What the sled-agent pushes by itself has a story of its own: seed/honest-answer-push.
    play.hold('push of vmm-1: write the report');
    let asked = 0;
    for (const point of POINTS) {
      if (!play.comes(point)) continue;
      const { name } = polls[asked++] as ScenarioOperation;
      play.issue(name);
      play.let(`${name}: nexus-2 view reply`);
      play.release(point);
    }
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/4-6, variants': [],
    'pr-6795/1-3': ['settled-answer'],
  }),
};
