// All that is listed, in the order of the table. A file of upstream's that is listed at all is listed whole.

import { DATASTORE_INSTANCE, DATASTORE_PROVISIONING, DATASTORE_VMM } from './cases/datastore.ts';
import { FORGOTTEN } from './cases/forgotten.ts';
import { LIFECYCLE } from './cases/lifecycle.ts';
import { FORCE_TERMINATE, MIGRATION } from './cases/migration.ts';
import { DRIVER, RECOVERY, START_ALLOWED } from './cases/nexus.ts';
import * as rest from './cases/not-modelled.ts';
import { PHD_MIGRATE, REQUEST_QUEUE, SERVER_STATE_MACHINE } from './cases/propolis.ts';
import { CREATE_UNWINDS, SAGA_CREATE, SAGA_DELETE } from './cases/saga-create-delete.ts';
import { SAGA_MIGRATE } from './cases/saga-migrate.ts';
import { SAGA_START } from './cases/saga-start.ts';
import { SAGA_UPDATE } from './cases/saga-update.ts';
import { FAKE, RUNNER, STATES } from './cases/sled-agent.ts';
import { REAPER, REINCARNATION } from './cases/tasks.ts';
import { DRAFT, OMICRON, PROPOLIS, type UpstreamFile, type UpstreamTest } from './upstream.ts';

type Lists = readonly (readonly UpstreamTest[])[];
const omicron = (path: string, ...tests: Lists): UpstreamFile => ({
  path: `omicron ${path}`,
  commit: OMICRON,
  tests: tests.flat(),
});
const propolis = (path: string, ...tests: Lists): UpstreamFile => ({
  path: `propolis ${path}`,
  commit: PROPOLIS,
  tests: tests.flat(),
});

const INSTANCES = 'nexus/tests/integration_tests/instances.rs';
const SAGAS = 'nexus/src/app/sagas';
const TASKS = 'nexus/src/app/background';
const DATASTORE = 'nexus/db-queries/src/db/datastore';

export const UPSTREAM: readonly UpstreamFile[] = [
  { path: `omicron ${INSTANCES}`, commit: `${DRAFT}, the draft`, tests: FORCE_TERMINATE },
  omicron(INSTANCES, LIFECYCLE, MIGRATION, FORGOTTEN, [CREATE_UNWINDS], rest.INTEGRATION_REST),
  omicron(`${SAGAS}/instance_start.rs`, SAGA_START),
  omicron(`${SAGAS}/instance_migrate.rs`, SAGA_MIGRATE),
  omicron(`${SAGAS}/instance_create.rs`, SAGA_CREATE),
  omicron(`${SAGAS}/instance_delete.rs`, SAGA_DELETE),
  omicron(`${SAGAS}/instance_update/mod.rs`, SAGA_UPDATE),
  omicron('nexus/src/app/instance.rs', START_ALLOWED, rest.START_ALLOWED_REST),
  omicron(`${TASKS}/driver.rs`, DRIVER),
  omicron(`${TASKS}/tasks/instance_reincarnation.rs`, REINCARNATION),
  omicron(`${TASKS}/tasks/abandoned_vmm_reaper.rs`, REAPER),
  omicron(`${TASKS}/tasks/saga_recovery.rs`, RECOVERY),
  omicron('nexus/saga-recovery/src', rest.RECOVERY_CRATE),
  omicron(`${DATASTORE}/instance.rs`, DATASTORE_INSTANCE, rest.DATASTORE_INSTANCE_REST),
  omicron(`${DATASTORE}/vmm.rs`, DATASTORE_VMM),
  omicron(`${DATASTORE}/migration.rs`, rest.DATASTORE_MIGRATION),
  omicron(`${DATASTORE}/saga.rs`, rest.DATASTORE_SAGA),
  omicron(`${DATASTORE}/virtual_provisioning_collection.rs`, DATASTORE_PROVISIONING, rest.DATASTORE_PROVISIONING_REST),
  omicron('sled-agent/src/instance.rs', RUNNER),
  omicron('sled-agent/src/common/instance.rs', STATES),
  omicron('sled-agent/src/sim/collection.rs', FAKE, rest.FAKE_REST),
  propolis('bin/propolis-server/src/lib/vm/request_queue.rs', REQUEST_QUEUE, rest.REQUEST_QUEUE_REST),
  propolis('phd-tests/tests/src/server_state_machine.rs', SERVER_STATE_MACHINE),
  propolis('phd-tests/tests/src/migrate.rs', PHD_MIGRATE, rest.PHD_MIGRATE_REST),
];
