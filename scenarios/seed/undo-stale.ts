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
    'oct-2024, feb-2025-stop-timer': ['terminal-is-final'],
    'pr-6795/1-3': ['sagas-rest', 'settled-answer', 'no-idle-work'],
    'pr-6795/4-5': ['sagas-rest', 'no-idle-work'],
    'pr-6795/6, always-stopped, bail-if-destroyed': [],
    'stale-is-an-error': ['sagas-rest'],
  }),
};

/** The control of R05: the same, with what the sled-agent of October 2024 really answers. */
export const undoUnknown: Scenario = {
  name: 'seed/undo-unknown',
  title: 'start saga: undo of register of a VMM that the sled does not know any more',
  story:
    'As seed/undo-stale, with the real unregister: it answers 200 without a state, the undo takes that for success, ' +
    'and nothing is marked. This is why the branch that seed/undo-stale is about is never taken.',
  shape: undoStale.shape ?? {},
  operations: undoStale.operations ?? [],
  faults: undoStale.faults ?? { kinds: [], max: 0 },
  script: (play) => undoStale.script?.(play),
  expected: verdicts({
    'oct-2024, feb-2025-stop-timer': ['terminal-is-final'],
    'pr-6795/1-3': ['settled-answer'],
    'pr-6795/4-6, variants': [],
  }),
};
