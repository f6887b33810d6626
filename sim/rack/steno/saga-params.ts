// The kinds of saga and their frozen parameters. A saga is started by the name of its kind, so that sagas which
// start one another need not import one another.

import type { InstanceRow, VmmRow } from '../database/tables.ts';
import type { UpdaterLock } from '../database/updater-lock.ts';
import type { UpdateCause } from '../hardware/truth.ts';
import type { InstanceId, SledId } from '../ids.ts';
import type { UpdatePlan } from '../nexus/update-plan.ts';

export interface SagaParams {
  'instance-create': { readonly row: InstanceRow };
  /** `instance` is the record as its reader saw it: actions see it stale. */
  'instance-start': { readonly instance: InstanceRow; readonly reason: 'user' | 'auto-restart' };
  'instance-migrate': { readonly instance: InstanceRow; readonly sourceVmm: VmmRow; readonly target: SledId };
  'instance-delete': { readonly instance: InstanceId };
  'start-instance-update': { readonly instance: InstanceId; readonly cause: UpdateCause };
  'instance-update': {
    readonly instance: InstanceId;
    readonly cpus: number;
    readonly plan: UpdatePlan;
    readonly parentLock: UpdaterLock;
  };
}
