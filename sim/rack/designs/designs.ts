// Designs: names for full sets of toggles. A design is data; nothing in the model asks for one by its name.

import type { Toggles } from './toggles.ts';

export interface Design {
  readonly name: string;
  readonly what: string;
  readonly toggles: Toggles;
}

const OCT_2024: Toggles = {
  'terminate.api': 'absent',
  'terminate.scope': 'active',
  'terminate.order': 'concurrent',
  'terminate.noStateMeans': 'ignore',
  'terminate.updateSaga': 'detached',
  'terminate.bailIfDestroyed': 'off',
  'markFailed.onSuperseded': 'saga',
  'startUndo.onGone': 'stick',
  'startUndo.onUnreachable': 'continue',
  'sledAgent.unregisterUnknown': 'null',
  'terminate.waitsFor': 'saga',
  'terminate.whileCreating': 'ask',
  'intent.recorded': 'never',
  'intent.guardsLink': 'off',
  'stop.reads': 'before-intent',
  'stop.scope': 'active',
  'stop.onGone': 'records',
  'reboot.intends': 'running',
  'gone.means': 'failed',
  'startUndo.onDeleted': 'stick',
  'register.onVmmOver': 'go-on',
  'startSaga.links': 'over-migration',
  'startSaga.charges': 'registered',
  'charge.releases': 'any',
  'sledAgent.terminate': 'queued',
  'sledAgent.manager': 'waits',
  'sledAgent.deregister': 'first',
  'sledAgent.onSetupFailure': 'silent',
  'sledAgent.onSetupInDoubt': 'fails',
  'sledAgent.registerOfEnded': 'adopted',
  'sledAgent.runAgain': 'ensures',
  'sledAgent.unregisterYields': 'destroyed',
  'sledAgent.observedEnd': 'overwritten',
  'sledAgent.stopBeforeRun': 'destroys',
  'sledAgent.stopTimer': 'none',
  'stopTimer.armedBy': 'request',
  'stopTimer.runsFrom': 'first-stop',
  'stopTimer.endState': 'destroyed',
  'stopTimer.priority': 'report',
  'propolis.stopInStart': 'waits',
  'updaterLock.ofDeleted': 'spins',
  'updateSaga.onLockError': 'fail',
  'createSaga.undo': 'via-failed',
  'vmm.failedRow': 'rewritten',
  'update.onLostSource': 'unlinks-both',
  'update.ofDeleted': 'fails',
  'report.ofAnEnd': 'as-sent',
  'saga.onCreateError': 'leave',
  'saga.undoes': 'succeeded',
  'saga.onUndoError': 'stick',
  'migrateSaga.onNoAnswer': 'fail',
  'migrateUndo.onUnreachable': 'continue',
  'sagaUndo.onTerminal': 'rewrite',
};
const PR_1: Toggles = { ...OCT_2024, 'terminate.api': 'present' };
const PR_2: Toggles = { ...PR_1, 'terminate.noStateMeans': 'failed' };
const PR_3: Toggles = { ...PR_2, 'terminate.scope': 'both' };
const PR_4: Toggles = { ...PR_3, 'terminate.order': 'sequential', 'terminate.updateSaga': 'per-vmm' };
const PR_5: Toggles = { ...PR_4, 'terminate.order': 'concurrent', 'terminate.updateSaga': 'one' };
const PR_6: Toggles = {
  ...PR_5,
  'markFailed.onSuperseded': 'return',
  'startUndo.onGone': 'continue',
  'startUndo.onUnreachable': 'stick',
};
/** What omicron#7548 closed the draft with. */
const STOP_TIMER: Toggles = {
  ...OCT_2024,
  'sledAgent.terminate': 'preempts',
  'sledAgent.manager': 'delegates',
  'sledAgent.stopTimer': 'between-requests',
  'createSaga.undo': 'at-once',
};
const HEAD: Toggles = {
  ...STOP_TIMER,
  'intent.recorded': 'first',
  'sledAgent.deregister': 'after-push',
  'sledAgent.onSetupFailure': 'zone-reported',
  'sledAgent.unregisterYields': 'failed',
  'sledAgent.observedEnd': 'kept',
  'sledAgent.stopBeforeRun': 'panics',
  'propolis.stopInStart': 'served',
  'updaterLock.ofDeleted': 'not-found',
  'updateSaga.onLockError': 'retry',
  'vmm.failedRow': 'checked',
};

/** What the last revision of the draft changed, the endpoint and what is around it, on top of another base. */
const LAST_REVISION: Partial<Toggles> = {
  'terminate.api': PR_6['terminate.api'],
  'terminate.scope': PR_6['terminate.scope'],
  'terminate.order': PR_6['terminate.order'],
  'terminate.noStateMeans': PR_6['terminate.noStateMeans'],
  'terminate.updateSaga': PR_6['terminate.updateSaga'],
  'markFailed.onSuperseded': PR_6['markFailed.onSuperseded'],
  'startUndo.onGone': PR_6['startUndo.onGone'],
  'startUndo.onUnreachable': PR_6['startUndo.onUnreachable'],
};

/** Every bundled design, oldest first. */
export const DESIGNS: readonly Design[] = [
  { name: 'oct-2024', what: 'Omicron before the draft (0640bb277d): no force-terminate', toggles: OCT_2024 },
  { name: 'pr-6795/1', what: 'afcd4b8e6e: unregisters the active VMM; "unknown" is ignored', toggles: PR_1 },
  { name: 'pr-6795/2', what: '34c30587f5: "unknown" marks the VMM failed at the generation read', toggles: PR_2 },
  { name: 'pr-6795/3', what: 'd6a2bd47d3: active and target VMM, concurrently', toggles: PR_3 },
  { name: 'pr-6795/4', what: 'e841bd0af3: one after the other, each with its update saga awaited', toggles: PR_4 },
  { name: 'pr-6795/5', what: 'd69a1ceb3d: both at once, one update saga awaited', toggles: PR_5 },
  {
    name: 'pr-6795/6',
    what: 'a923f2a6a0: no saga after a superseded mark; the undo of register inverted',
    toggles: PR_6,
  },
  {
    name: 'always-stopped',
    what: 'pr-6795/6, but an unknown VMM is written destroyed, so that the instance ends stopped',
    toggles: { ...PR_6, 'terminate.noStateMeans': 'destroyed' },
  },
  {
    name: 'bail-if-destroyed',
    what: 'pr-6795/6, but a VMM whose row is destroyed already is left alone',
    toggles: { ...PR_6, 'terminate.bailIfDestroyed': 'on' },
  },
  {
    name: 'stale-is-an-error',
    what: 'pr-6795/6, but mark_vmm_failed reports a superseded write to its callers as an error',
    toggles: { ...PR_6, 'markFailed.onSuperseded': 'error' },
  },
  {
    name: 'feb-2025-stop-timer',
    what: '459fca449d: no force-terminate; a VMM that does not stop in ten minutes is ended by its sled-agent',
    toggles: STOP_TIMER,
  },
  { name: 'head-2026-08', what: 'Omicron as of August 2026 (b848b6df85): the intent, and more', toggles: HEAD },
  {
    name: 'head-2026-08+force-terminate',
    what: 'the last revision of the draft on top of head-2026-08',
    toggles: { ...HEAD, ...LAST_REVISION },
  },
  {
    name: 'recommended',
    what: 'the intent is recorded first, and the rows are waited for instead of a saga',
    toggles: {
      ...PR_6,
      'terminate.waitsFor': 'row',
      'terminate.whileCreating': 'wait',
      'intent.recorded': 'first',
      'intent.guardsLink': 'on',
      'stop.reads': 'after-intent',
      'stop.scope': 'both',
      'stop.onGone': 'records-if-down',
      'reboot.intends': 'nothing',
      'gone.means': 'intended',
      'startUndo.onDeleted': 'continue',
      'register.onVmmOver': 'fail',
      'startSaga.charges': 'linked',
      'charge.releases': 'own',
      'sledAgent.terminate': 'preempts',
      'sledAgent.manager': 'delegates',
      'sledAgent.deregister': 'after-push',
      'sledAgent.onSetupFailure': 'reported',
      'sledAgent.onSetupInDoubt': 'goes-on',
      'sledAgent.registerOfEnded': 'refused',
      'sledAgent.runAgain': 'answers',
      'sledAgent.stopTimer': 'preempts',
      'stopTimer.armedBy': 'halt',
      'propolis.stopInStart': 'served',
      'updaterLock.ofDeleted': 'not-found',
      'createSaga.undo': 'at-once',
      'update.onLostSource': 'keeps-target',
      'update.ofDeleted': 'is-done',
      'report.ofAnEnd': 'ends-migration',
      'saga.onCreateError': 'recover',
      'saga.undoes': 'failed-too',
      'saga.onUndoError': 'retry',
      'migrateSaga.onNoAnswer': 'ask-again',
      'migrateUndo.onUnreachable': 'fail',
      'sagaUndo.onTerminal': 'leave',
    },
  },
];

/** The designs that the main job compares: those that were proposed, and the one that this project recommends. */
export const MAIN_DESIGNS: readonly string[] = [...DESIGNS.slice(0, 7), ...DESIGNS.slice(-1)].map(({ name }) => name);
