// Every kind of saga that a Nexus can execute.

import type { SagaRegistry } from '../../steno/saga.ts';
import { instanceCreateSaga } from './instance-create.ts';
import { instanceDeleteSaga } from './instance-delete.ts';
import { instanceMigrateSaga } from './instance-migrate.ts';
import { instanceStartSaga } from './instance-start.ts';
import { instanceUpdateSaga, startInstanceUpdateSaga } from './instance-update.ts';

export const SAGAS: SagaRegistry = Object.fromEntries(
  [
    instanceCreateSaga,
    instanceStartSaga,
    instanceMigrateSaga,
    instanceDeleteSaga,
    startInstanceUpdateSaga,
    instanceUpdateSaga,
  ].map((kind) => [kind.name, kind]),
);
