// create and delete, each a saga that is awaited.
// Source: project_create_instance, project_destroy_instance, nexus/src/app/instance.rs @ 0640bb277d.

import { attempt, note, type Op, Rejection } from '../../../kernel/ask.ts';
import { instanceLookup } from '../../database/instance.ts';
import type { AutoRestartPolicy, InstanceRow } from '../../database/tables.ts';
import type { InstanceId } from '../../ids.ts';
import { sagaExecute } from '../../steno/executor.ts';
import type { ExternalState } from '../external-state.ts';
import { recordIntent } from '../intent.ts';
import type { Nexus } from '../nexus.ts';
import { fetchAnswered } from './answered-state.ts';
import { instanceStart } from './start.ts';

/** CPUs of every modelled instance. */
const INSTANCE_CPUS = 2;

/** A new instance's row: creating, at generation 1 (`Instance::new`, nexus/db-model/src/instance.rs). */
export function newInstance(id: InstanceId, autoRestartPolicy: AutoRestartPolicy): InstanceRow {
  return {
    id,
    creator: null,
    state: 'creating',
    gen: 1,
    activeVmm: null,
    targetVmm: null,
    migration: null,
    lastAutoRestart: null,
    updater: null,
    updaterGen: 1,
    autoRestartPolicy,
    intended: null,
    cpus: INSTANCE_CPUS,
    isDeleted: false,
  };
}

/** `project_create_instance` with start: an error of the start is only logged. */
export function* instanceCreateAndStart(nexus: Nexus, id: InstanceId): Op<ExternalState | null> {
  const policy = nexus.config.instances.find((instance) => instance.id === id)?.autoRestartPolicy ?? null;
  const result = yield* sagaExecute(nexus, 'instance-create', { row: newInstance(id, policy) });
  if (!result.ok) throw new Rejection(result.error);
  const started = yield* attempt(instanceStart(nexus, id));
  if (!started.ok) yield* note(`${nexus.id} logs that ${id} could not be started`);
  yield* instanceLookup(id);
  return yield* fetchAnswered(nexus, 'create', id);
}

/** `project_destroy_instance`: the state is not looked at before the saga's own guard. */
export function* instanceDelete(nexus: Nexus, id: InstanceId): Op<void> {
  yield* instanceLookup(id);
  yield* recordIntent(nexus, id, 'destroyed');
  const result = yield* sagaExecute(nexus, 'instance-delete', { instance: id });
  if (!result.ok) throw new Rejection(result.error);
}
