// Every statement of the modelled database beside its twin, and the arguments that both are tried with. A generation or
// a token is drawn near the one that the rows hold, so that guards are met as often as they are not.

import { fc } from '@fast-check/vitest';
import type { Op } from '../../../sim/kernel/ask.ts';
import * as accounting from '../../../sim/rack/database/accounting.ts';
import * as instance from '../../../sim/rack/database/instance.ts';
import * as listings from '../../../sim/rack/database/listings.ts';
import * as saga from '../../../sim/rack/database/saga.ts';
import type { Database, MigrationRow, SagaEventRow, SagaRow } from '../../../sim/rack/database/tables.ts';
import * as lock from '../../../sim/rack/database/updater-lock.ts';
import * as vmm from '../../../sim/rack/database/vmm.ts';
import type { InstanceId } from '../../../sim/rack/ids.ts';
import { newInstance } from '../../../sim/rack/nexus/operations/create-delete.ts';
import * as rows from '../../rack/database/rows.ts';
import * as draw from './draw.ts';
import type { Sql } from './sql.ts';
import * as twins from './twins.ts';

/** A statement with its arguments: to be run by the model and by an engine. */
export interface Call {
  readonly name: string;
  /** The statement and its arguments, to be read in a counterexample. */
  readonly text: string;
  readonly op: () => Op<unknown>;
  readonly sql: (sql: Sql) => Promise<unknown>;
}

/** What is drawn before a run: it becomes a call, or none, when the rows are known that it meets. */
export type Draft = (db: Database) => Call | undefined;

type Arguments<A> = fc.Arbitrary<(db: Database) => A | undefined>;

function pair<A extends readonly unknown[], R>(
  op: (...args: A) => Op<R>,
  twin: (sql: Sql, ...args: A) => Promise<R>,
  args: Arguments<A>,
): fc.Arbitrary<Draft> {
  return args.map((at) => (db) => {
    const given = at(db);
    if (given === undefined) return undefined;
    const shown = given.map((arg) => JSON.stringify(arg) ?? 'undefined').join(', ');
    return {
      name: twin.name,
      text: `${twin.name}(${shown})`,
      op: () => op(...given),
      sql: (sql) => twin(sql, ...given),
    };
  });
}

/** Arguments that do not depend on the rows. */
const fixed = <A extends readonly unknown[]>(...parts: { [K in keyof A]: fc.Arbitrary<A[K]> }): Arguments<A> =>
  fc.tuple(...(parts as unknown as fc.Arbitrary<unknown>[])).map((args) => () => args as unknown as A);

const { near } = draw;

/** The statements by their names in the model, each with a twin of the same name. */
export const STATEMENTS: Readonly<Record<string, fc.Arbitrary<Draft>>> = {
  instanceLookup: pair(instance.instanceLookup, twins.instanceLookup, fixed(draw.instanceId)),
  instanceFetchWithVmm: pair(instance.instanceFetchWithVmm, twins.instanceFetchWithVmm, fixed(draw.instanceId)),
  instanceRefetch: pair(instance.instanceRefetch, twins.instanceRefetch, fixed(draw.instanceId)),
  instanceFetchAll: pair(instance.instanceFetchAll, twins.instanceFetchAll, fixed(draw.instanceId)),
  instanceUpdateRuntime: pair(
    (id: InstanceId, next: instance.InstanceRuntime, ifMeantToRun: boolean) =>
      instance.instanceUpdateRuntime(id, next, 'write', ifMeantToRun),
    twins.instanceUpdateRuntime,
    fc.tuple(draw.instanceId, draw.runtime, near, fc.boolean()).map(([id, next, by, ifMeantToRun]) => (db) => [
      id,
      { ...next, gen: by(db.instances[id]?.gen) },
      ifMeantToRun,
    ]),
  ),
  instanceSetIntended: pair(
    instance.instanceSetIntended,
    twins.instanceSetIntended,
    fixed(draw.instanceId, fc.constantFrom('running', 'stopped', 'destroyed')),
  ),
  instanceCreate: pair(
    instance.instanceCreate,
    twins.instanceCreate,
    fc.tuple(draw.instanceId, draw.creator, draw.policy).map(([id, creator, policy]) => () => [
      { ...newInstance(id, policy), creator },
    ]),
  ),
  instanceMarkDestroyed: pair(
    instance.instanceMarkDestroyed,
    twins.instanceMarkDestroyed,
    fixed(draw.instanceId, fc.boolean()),
  ),
  instanceSetMigrationIds: pair(
    instance.instanceSetMigrationIds,
    twins.instanceSetMigrationIds,
    fc
      .tuple(draw.instanceId, draw.migrationId, draw.vmmId, draw.vmmId, draw.often, fc.boolean())
      .map(([id, of, from, to, isLinked, ifMeantToRun]) => (db) => [
        id,
        { migration: of, sourceVmm: (isLinked && db.instances[id]?.activeVmm) || from, targetVmm: to },
        ifMeantToRun,
      ]),
  ),
  instanceUpdaterLock: pair(
    lock.instanceUpdaterLock,
    twins.instanceUpdaterLock,
    fixed(draw.instanceId, draw.lockId, fc.boolean()),
  ),
  instanceUpdaterInherit: pair(
    lock.instanceUpdaterInherit,
    twins.instanceUpdaterInherit,
    fc.tuple(draw.instanceId, draw.token, draw.lockId, fc.boolean()).map(
      ([id, token, child, isDeletedTold]) =>
        (db) =>
          [id, token(db.instances[id]), child, isDeletedTold] as const,
    ),
  ),
  instanceUpdaterUnlock: pair(
    lock.instanceUpdaterUnlock,
    twins.instanceUpdaterUnlock,
    fc.tuple(draw.instanceId, draw.token).map(
      ([id, token]) =>
        (db) =>
          [id, token(db.instances[id])] as const,
    ),
  ),
  instanceCommitUpdate: pair(
    lock.instanceCommitUpdate,
    twins.instanceCommitUpdate,
    fc.tuple(draw.instanceId, draw.token, draw.runtime, near, fc.boolean()).map(
      ([id, token, next, by, isDeletedDone]) =>
        (db) =>
          [id, token(db.instances[id]), { ...next, gen: by(db.instances[id]?.gen) }, isDeletedDone] as const,
    ),
  ),
  vmmInsert: pair(
    vmm.vmmInsert,
    twins.vmmInsert,
    fc.tuple(draw.vmmId, draw.instanceId, draw.anySled).map(([id, instance, sled]) => () => [
      rows.vmm({ id, instance, sled, state: 'creating', gen: 1 }),
    ]),
  ),
  vmmUpdateRuntime: pair(
    vmm.vmmUpdateRuntime,
    twins.vmmUpdateRuntime,
    fc.tuple(draw.vmmId, draw.vmmState, near, fc.boolean()).map(
      ([id, state, by, isChecked]) =>
        (db) =>
          [id, state, by(db.vmms[id]?.gen), isChecked] as const,
    ),
  ),
  vmmAndMigrationUpdateRuntime: pair(
    vmm.vmmAndMigrationUpdateRuntime,
    twins.vmmAndMigrationUpdateRuntime,
    fc
      .tuple(draw.migratingVmm, draw.vmmState, near, draw.side, draw.side, draw.reportOptions)
      .map(([vmm, state, by, into, out, options]) => (db) => {
        const id = vmm(db);
        return [
          id,
          {
            state,
            gen: by(db.vmms[id]?.gen),
            migrationIn: into(db, id, 'target'),
            migrationOut: out(db, id, 'source'),
          },
          options,
        ];
      }),
  ),
  vmmMarkGone: pair(
    vmm.vmmMarkGone,
    twins.vmmMarkGone,
    fc.tuple(draw.migratingVmm, near, fc.boolean()).map(([vmm, by, ifDown]) => (db) => {
      const id = vmm(db);
      return [id, by(db.vmms[id]?.gen), ifDown];
    }),
  ),
  vmmMarkSagaUnwound: pair(
    vmm.vmmMarkSagaUnwound,
    twins.vmmMarkSagaUnwound,
    fixed(draw.vmmId, fc.boolean(), fc.boolean()),
  ),
  vmmMarkDeleted: pair(vmm.vmmMarkDeleted, twins.vmmMarkDeleted, fixed(draw.vmmId)),
  migrationInsert: pair(
    vmm.migrationInsert,
    twins.migrationInsert,
    fc
      .tuple(draw.migrationId, draw.instanceId, draw.vmmId, draw.vmmId)
      .map(([id, of, sourceVmm, targetVmm]) => (): [MigrationRow] => [
        rows.migration({ id, instance: of, sourceVmm, targetVmm }),
      ]),
  ),
  migrationMarkFailed: pair(vmm.migrationMarkFailed, twins.migrationMarkFailed, fixed(draw.migrationId)),
  projectDeleteInstance: pair(
    vmm.projectDeleteInstance,
    twins.projectDeleteInstance,
    fixed(draw.instanceId, fc.boolean()),
  ),
  sledLookup: pair(accounting.sledLookup, twins.sledLookup, fixed(draw.anySled)),
  sledReservationCreate: pair(
    accounting.sledReservationCreate,
    twins.sledReservationCreate,
    fixed(draw.vmmId, draw.cpus, fc.option(draw.anySled, { nil: undefined }), fc.subarray(draw.SLEDS)),
  ),
  sledReservationDelete: pair(accounting.sledReservationDelete, twins.sledReservationDelete, fixed(draw.vmmId)),
  chargeInsert: pair(
    accounting.chargeInsert,
    twins.chargeInsert,
    fc.tuple(draw.instanceId, draw.cpus, draw.maybe(draw.vmmId), draw.often).map(([id, cpus, other, isOwn]) => (db) => [
      id,
      cpus,
      other && ((isOwn && db.instances[id]?.activeVmm) || other),
    ]),
  ),
  chargeDelete: pair(
    accounting.chargeDelete,
    twins.chargeDelete,
    fc.tuple(draw.instanceId, draw.cpus, draw.chargeGuard).map(
      ([id, cpus, guard]) =>
        (db) =>
          [id, cpus, guard(db.instances[id])] as const,
    ),
  ),
  vmmListToWatch: pair(listings.vmmListToWatch, twins.vmmListToWatch, fixed()),
  vmmListAbandoned: pair(listings.vmmListAbandoned, twins.vmmListAbandoned, fixed()),
  instancesWithVmmIn: pair(
    listings.instancesWithVmmIn,
    twins.instancesWithVmmIn,
    fixed(fc.constantFrom('destroyed', 'failed')),
  ),
  instancesWithFinishedMigration: pair(
    listings.instancesWithFinishedMigration,
    twins.instancesWithFinishedMigration,
    fixed(),
  ),
  instancesToRestart: pair(listings.instancesToRestart, twins.instancesToRestart, fixed(draw.clock)),
  instancesWithUnwoundStart: pair(
    listings.instancesWithUnwoundStart,
    twins.instancesWithUnwoundStart,
    fixed(draw.clock),
  ),
  sagaCreate: pair(saga.sagaCreate, twins.sagaCreate, fixed<[SagaRow]>(draw.sagaRow)),
  sagaLog: pair(
    (id: SagaRow['id'], events: readonly SagaEventRow[], state: SagaRow['state']) =>
      saga.sagaLog(id, events, state, 'test'),
    twins.sagaLog,
    // Only a saga that has a row has a log.
    fc.tuple(draw.sagaId, draw.sagaEvents, draw.sagaState).map(
      ([id, events, state]) =>
        (db) =>
          db.sagas[id] ? ([id, events, state] as const) : undefined,
    ),
  ),
  sagaListUnfinished: pair(saga.sagaListUnfinished, twins.sagaListUnfinished, fixed(draw.nexusId)),
};

/** Any statement; those that write more often than those that only read. */
export const drafts: fc.Arbitrary<Draft> = fc.oneof(
  ...Object.entries(STATEMENTS).map(([name, arbitrary]) => ({ arbitrary, weight: isQuery(name) ? 1 : 3 })),
);

/** Whether a statement only reads. */
export function isQuery(name: string): boolean {
  return /Lookup|Fetch|Refetch|List|^instances/.test(name);
}
