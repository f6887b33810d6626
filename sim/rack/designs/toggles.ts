// What can differ between designs. Each toggle says what it switches, its values, and where it comes from.

export interface Toggles {
  readonly 'terminate.api': 'absent' | 'present';
  readonly 'terminate.scope': 'active' | 'both';
  readonly 'terminate.order': 'concurrent' | 'sequential';
  readonly 'terminate.noStateMeans': 'ignore' | 'failed' | 'destroyed';
  readonly 'terminate.updateSaga': 'detached' | 'per-vmm' | 'one';
  readonly 'terminate.bailIfDestroyed': 'off' | 'on';
  readonly 'markFailed.onSuperseded': 'saga' | 'return' | 'error';
  readonly 'startUndo.onGone': 'stick' | 'continue';
  readonly 'startUndo.onUnreachable': 'continue' | 'stick';
  readonly 'sledAgent.unregisterUnknown': 'null' | 'no-such-vmm';
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
    name: 'sledAgent.unregisterUnknown',
    values: ['null', 'no-such-vmm'],
    what: 'what unregister answers for an unknown VMM: 200 with no state, or 404 NO_SUCH_INSTANCE',
    source:
      'InstanceManagerRunner::ensure_unregistered @ 0640bb277d; no-such-vmm: assumed in the review of omicron#6795',
  },
];
