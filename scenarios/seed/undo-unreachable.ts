import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** R06: "could not ask" is taken for "clean". */
export const undoUnreachable: Scenario = {
  name: 'seed/undo-unreachable',
  title: 'start saga: undo of register when the sled cannot be reached',
  story:
    'The last node of a start saga is served, the guest boots, and the reply is lost. The saga unwinds; its ' +
    'undo of register cannot reach the sled either, and takes that for success. The instance shows stopped, ' +
    'is started again, and a second guest boots beside the first. The last revision of the draft refuses to ' +
    'go on instead: the saga is stuck.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'start B', kind: 'start' },
  ],
  faults: { kinds: ['drop-reply', 'drop-request'], max: 2 },
  script(play) {
    play.issue('start A');
    play.let('instance-start: sled-1 put-state running vmm-1 request');
    play.fault('drop-reply "nexus-1 saga-1 instance-start: sled-1 put-state running vmm-1 reply"');
    play.reach('instance-start: sled-1 unregister vmm-1 request');
    play.fault('drop-request "nexus-1 saga-1 instance-start: sled-1 unregister vmm-1 request"');
    play.settle();
    play.issue('start B');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-5, feb-2025-stop-timer, head-2026-08': [
      'single-incarnation',
      'no-orphan',
      'accounting',
      'honest-projection',
    ],
    'pr-6795/6, variants, head-2026-08+force-terminate': ['accounting', 'sagas-rest'],
  }),
};
