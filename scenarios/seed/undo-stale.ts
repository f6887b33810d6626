import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** R05. */
export const undoStale: Scenario = {
  name: 'seed/undo-stale',
  title: "start saga: undo of register when the VMM's row is newer than the saga's record",
  story:
    'A start saga has registered its VMM; force-terminate kills it and writes it destroyed. A later node fails, and ' +
    'the undo of register finds the VMM gone and marks it failed by its own, old record: the write is superseded. ' +
    'A helper that reports this as an error makes the undo fail, and the saga is stuck for ever. The real unregister ' +
    'never says that a VMM is gone (it answers 200 without a state), so the story sets the toggle by which it does.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'stopped' }] },
  set: { 'sledAgent.unregisterUnknown': 'no-such-vmm' },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  faults: { kinds: ['database-error'], max: 1 },
  script(play) {
    play.issue('start A');
    play.reach('instance-start: charge instance-1');
    play.issue('terminate B');
    play.settle();
    play.fault('database error before commit of "nexus-1 saga-1 instance-start: charge instance-1"');
    play.settle();
  },
  expected: verdicts({
    'oct-2024': ['terminal-is-final'],
    'pr-6795/1-3': ['sagas-rest', 'settled-answer', 'no-idle-work'],
    'pr-6795/4-5': ['sagas-rest', 'no-idle-work'],
    'pr-6795/6, always-stopped, bail-if-destroyed': [],
    'stale-is-an-error': ['sagas-rest'],
  }),
};
