// What can differ between designs. Each toggle says what it switches, its values, and where it comes from.

import { SLED_TOGGLES } from './sled-toggles.ts';

export interface Toggles {
  readonly 'terminate.api': 'absent' | 'present';
  readonly 'terminate.scope': 'active' | 'both';
  readonly 'terminate.order': 'concurrent' | 'sequential';
  readonly 'terminate.noStateMeans': 'ignore' | 'failed' | 'destroyed';
  readonly 'terminate.updateSaga': 'detached' | 'per-vmm' | 'one';
  readonly 'terminate.bailIfDestroyed': 'off' | 'on';
  readonly 'terminate.waitsFor': 'saga' | 'row';
  readonly 'terminate.whileCreating': 'ask' | 'wait';
  readonly 'intent.recorded': 'never' | 'first';
  readonly 'intent.guardsLink': 'off' | 'on';
  readonly 'stop.reads': 'before-intent' | 'after-intent';
  readonly 'stop.scope': 'active' | 'both';
  readonly 'stop.onGone': 'records' | 'records-if-down';
  readonly 'reboot.intends': 'running' | 'nothing';
  readonly 'gone.means': 'failed' | 'intended';
  readonly 'markFailed.onSuperseded': 'saga' | 'return' | 'error';
  readonly 'startUndo.onGone': 'stick' | 'continue';
  readonly 'startUndo.onUnreachable': 'continue' | 'stick';
  readonly 'startUndo.onDeleted': 'stick' | 'continue';
  readonly 'register.onVmmOver': 'go-on' | 'fail';
  readonly 'startSaga.links': 'over-migration' | 'afresh';
  readonly 'startSaga.charges': 'registered' | 'linked';
  readonly 'charge.releases': 'any' | 'own';
  readonly 'sledAgent.unregisterUnknown': 'null' | 'no-such-vmm';
  readonly 'sledAgent.terminate': 'queued' | 'preempts';
  readonly 'sledAgent.manager': 'waits' | 'delegates';
  readonly 'sledAgent.deregister': 'first' | 'after-push';
  readonly 'sledAgent.onSetupFailure': 'silent' | 'zone-reported' | 'reported';
  readonly 'sledAgent.onSetupInDoubt': 'fails' | 'goes-on';
  readonly 'sledAgent.registerOfEnded': 'adopted' | 'refused';
  readonly 'sledAgent.runAgain': 'ensures' | 'answers';
  readonly 'sledAgent.unregisterYields': 'destroyed' | 'failed';
  readonly 'sledAgent.observedEnd': 'overwritten' | 'kept';
  readonly 'sledAgent.stopBeforeRun': 'destroys' | 'panics';
  readonly 'sledAgent.stopTimer': 'none' | 'between-requests' | 'preempts';
  readonly 'stopTimer.armedBy': 'request' | 'halt';
  readonly 'stopTimer.runsFrom': 'first-stop' | 'each-stop';
  readonly 'stopTimer.endState': 'destroyed' | 'failed';
  readonly 'stopTimer.priority': 'report' | 'timer';
  readonly 'propolis.stopInStart': 'waits' | 'served';
  readonly 'updaterLock.ofDeleted': 'spins' | 'not-found';
  readonly 'updateSaga.onLockError': 'fail' | 'retry';
  readonly 'createSaga.undo': 'via-failed' | 'at-once';
  readonly 'vmm.failedRow': 'rewritten' | 'checked';
  readonly 'update.onLostSource': 'unlinks-both' | 'keeps-target';
  readonly 'update.ofDeleted': 'fails' | 'is-done';
  readonly 'report.ofAnEnd': 'as-sent' | 'ends-migration';
  readonly 'saga.onCreateError': 'leave' | 'recover';
  readonly 'saga.undoes': 'succeeded' | 'failed-too';
  readonly 'saga.onUndoError': 'stick' | 'retry';
  readonly 'sagaUndo.onTerminal': 'rewrite' | 'leave';
  readonly 'migrateSaga.onNoAnswer': 'fail' | 'ask-again';
  readonly 'migrateUndo.onUnreachable': 'continue' | 'fail';
}

export type ToggleName = keyof Toggles;

export interface ToggleInfo {
  readonly name: ToggleName;
  readonly values: readonly string[];
  readonly what: string;
  readonly source: string;
}

/** Every toggle, in the order in which designs are printed. */
export const TOGGLES: readonly ToggleInfo[] = [
  {
    name: 'terminate.api',
    values: ['absent', 'present'],
    what: 'whether the force-terminate endpoint exists; absent answers 404',
    source: 'omicron#6795',
  },
  {
    name: 'terminate.scope',
    values: ['active', 'both'],
    what: 'which VMMs force-terminate unregisters: the active one, or the migration target too',
    source: 'omicron#6795, d6a2bd47d3',
  },
  {
    name: 'terminate.order',
    values: ['concurrent', 'sequential'],
    what: 'whether the two VMMs are terminated at once or one after the other',
    source: 'omicron#6795, e841bd0af3 and d69a1ceb3d',
  },
  {
    name: 'terminate.noStateMeans',
    values: ['ignore', 'failed', 'destroyed'],
    what: 'how the VMM row is written when the sled-agent answers that it knows no such VMM',
    source: 'omicron#6795, 34c30587f5; destroyed: raised in its review',
  },
  {
    name: 'terminate.updateSaga',
    values: ['detached', 'per-vmm', 'one'],
    what: 'who runs the update saga: a detached task, the handler once per VMM, or the handler once',
    source: 'omicron#6795, e841bd0af3 and d69a1ceb3d',
  },
  {
    name: 'terminate.bailIfDestroyed',
    values: ['off', 'on'],
    what: 'leave a VMM alone whose row says destroyed already',
    source: 'raised in the review of omicron#6795',
  },
  {
    name: 'terminate.waitsFor',
    values: ['saga', 'row'],
    what: 'what a force-terminate waits for: the end of an update saga, or rows that show no VMM any more',
    source: 'omicron#6795; row: here',
  },
  {
    name: 'terminate.whileCreating',
    values: ['ask', 'wait'],
    what: 'what a wait for the rows does about a VMM whose registration is under way: ask its sled, or wait',
    source: 'omicron#6795; wait: raised in its review',
  },
  {
    name: 'intent.recorded',
    values: ['never', 'first'],
    what: 'whether a request records what is wanted of the instance before it acts; automatic restarts heed it',
    source: 'omicron#8053, ef01db1cd2',
  },
  {
    name: 'intent.guardsLink',
    values: ['off', 'on'],
    what: 'whether the write that links a new VMM is refused when the instance is not meant to run',
    source: 'here; without it #8053 leaves a gap between the listing and the link',
  },
  {
    name: 'stop.reads',
    values: ['before-intent', 'after-intent'],
    what: 'when a stop or reboot looks which VMM it is to ask: before it records what is wanted, or after',
    source: 'instance_stop @ b848b6df85; after-intent: here',
  },
  {
    name: 'stop.scope',
    values: ['active', 'both'],
    what: 'which VMMs a stop is told to: the active one, or the migration target too, and first',
    source: 'instance_request_state @ 0640bb277d; both: here',
  },
  {
    name: 'stop.onGone',
    values: ['records', 'records-if-down'],
    what: 'whether a stop or reboot records as over what its sled disowns, or only of an instance meant to be down',
    source: 'instance_stop, instance_reboot @ 0640bb277d; records-if-down: here',
  },
  {
    name: 'reboot.intends',
    values: ['running', 'nothing'],
    what: 'what a reboot records of the instance: that it is to run, whatever was wanted before, or nothing',
    source: 'instance_reboot @ b848b6df85; nothing: here',
  },
  {
    name: 'gone.means',
    values: ['failed', 'intended'],
    what: 'what a VMM is that its sled disowns: failed, or, of an instance that is meant to be down, destroyed',
    source: 'mark_vmm_failed @ 0640bb277d; intended: here',
  },
  {
    name: 'markFailed.onSuperseded',
    values: ['saga', 'return', 'error'],
    what: 'what mark_vmm_failed does when its write was superseded: an update saga all the same, nothing, or an error',
    source: 'omicron#6795, a923f2a6a0; error: raised in its review',
  },
  {
    name: 'startUndo.onGone',
    values: ['stick', 'continue'],
    what: "the start saga's undo of register, when the sled-agent says that the VMM is gone",
    source: 'sis_ensure_registered_undo @ 0640bb277d; omicron#6795, a923f2a6a0',
  },
  {
    name: 'startUndo.onUnreachable',
    values: ['continue', 'stick'],
    what: "the start saga's undo of register, when the sled-agent cannot be asked",
    source: 'sis_ensure_registered_undo @ 0640bb277d; omicron#6795, a923f2a6a0',
  },
  {
    name: 'startUndo.onDeleted',
    values: ['stick', 'continue'],
    what: "the start saga's undo of register, when its instance has been deleted meanwhile",
    source: 'sis_ensure_registered_undo @ 0640bb277d; continue: here',
  },
  {
    name: 'register.onVmmOver',
    values: ['go-on', 'fail'],
    what: 'what a saga does that has registered a VMM which is recorded as over by then: it goes on, or fails',
    source: 'instance_ensure_registered @ 0640bb277d; fail: here',
  },
  {
    name: 'startSaga.links',
    values: ['over-migration', 'afresh'],
    what: 'what a start makes of a migration that the record still names when it links a VMM: keeps it, or clears it',
    source: 'sis_move_to_starting @ 0640bb277d; afresh: here',
  },
  {
    name: 'startSaga.charges',
    values: ['registered', 'linked'],
    what: 'when a start charges the instance: after the sled has the VMM, or once, and only while, the VMM is linked',
    source: 'make_saga_dag of instance_start @ 0640bb277d; linked: here',
  },
  {
    name: 'charge.releases',
    values: ['any', 'own'],
    what: 'what a saga releases: whatever the instance is charged, or only what belongs to the record that it read',
    source: 'sis_account_virtual_resources_undo, siu_release_virtual_provisioning @ 0640bb277d; own: here',
  },
  ...SLED_TOGGLES,
  {
    name: 'updaterLock.ofDeleted',
    values: ['spins', 'not-found'],
    what: 'what comes of locking an instance that has been deleted since it was read: a loop for ever, or an error',
    source: 'instance_updater_lock @ 0640bb277d; not-found: omicron#10785, 892ea874af',
  },
  {
    name: 'updateSaga.onLockError',
    values: ['fail', 'retry'],
    what: 'what a node does that takes the updater lock, at a database error: it fails, or tries again, for ever',
    source: 'siu_lock_instance, siu_become_updater @ 0640bb277d; retry: omicron#10177 and #10801, 6de0cc1aea',
  },
  {
    name: 'createSaga.undo',
    values: ['via-failed', 'at-once'],
    what: 'how an undone create deletes its record: by way of failed, in two writes, or as it is, in one',
    source: 'sic_delete_instance_record @ 0640bb277d; at-once: omicron#7437, d062c603d5',
  },
  {
    name: 'vmm.failedRow',
    values: ['rewritten', 'checked'],
    what: 'whether a failed VMM can be written another state, or a CHECK has that end in a database error',
    source: 'vmm table @ 0640bb277d; checked: failure_reason_iff_failed, omicron#10425, ebeb7060cf',
  },
  {
    name: 'update.onLostSource',
    values: ['unlinks-both', 'keeps-target'],
    what: 'what an update unlinks when the source of a migration is over and failed: both VMMs, or the source',
    source: 'for_instance @ 0640bb277d; keeps-target: here',
  },
  {
    name: 'update.ofDeleted',
    values: ['fails', 'is-done'],
    what: 'what an update saga makes of an instance that is deleted when it commits: a failure, or an earlier commit',
    source: 'instance_commit_update @ 0640bb277d; is-done: here',
  },
  {
    name: 'report.ofAnEnd',
    values: ['as-sent', 'ends-migration'],
    what: 'whether the report of a VMM that is over fails what the VMM had not finished of a migration, too',
    source: 'vmm_and_migration_update_runtime @ 0640bb277d; ends-migration: here',
  },
  {
    name: 'saga.onCreateError',
    values: ['leave', 'recover'],
    what: 'whether recovery is told of a saga whose row could not be written, or was and the database said otherwise',
    source: 'saga_prepare, nexus/src/app/saga.rs @ 0640bb277d; recover: here',
  },
  {
    name: 'saga.undoes',
    values: ['succeeded', 'failed-too'],
    what: 'which nodes an unwinding undoes: those that succeeded, or the one that failed, too',
    source: 'steno src/saga_exec.rs @ db0dfb8776; failed-too: here',
  },
  {
    name: 'saga.onUndoError',
    values: ['stick', 'retry'],
    what: 'what becomes of a saga whose undo failed: it is stuck for ever, or the undo is tried again, for ever',
    source: 'steno src/saga_exec.rs @ db0dfb8776; retry: here',
  },
  {
    name: 'migrateSaga.onNoAnswer',
    values: ['fail', 'ask-again'],
    what: 'what a migrate saga does that cannot know whether the target has begun: it unwinds, or asks once more',
    source: 'sim_instance_migrate @ 0640bb277d; ask-again: here, by its TODO-correctness',
  },
  {
    name: 'migrateUndo.onUnreachable',
    values: ['continue', 'fail'],
    what: "the migrate saga's undo of register, when the sled-agent cannot be asked",
    source: 'sim_ensure_destination_propolis_undo @ 0640bb277d; fail: here',
  },
  {
    name: 'sagaUndo.onTerminal',
    values: ['rewrite', 'leave'],
    what: 'whether an undo writes a VMM unwound that is destroyed or failed by now',
    source: 'vmm_mark_saga_unwound @ 0640bb277d; leave: here',
  },
];
