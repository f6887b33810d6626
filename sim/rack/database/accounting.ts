// Statements on sled reservations and virtual provisioning.
// Sources: nexus/db-queries/src/db/datastore/sled.rs (sled_reservation_create, sled_reservation_delete) and
// nexus/db-queries/src/db/queries/virtual_provisioning_collection_update.rs @ 0640bb277d.

import type { Op } from '../../kernel/ask.ts';
import type { Generation, InstanceId, SledId, VmmId } from '../ids.ts';
import { failure, read, write } from './statement.ts';
import type { Collection, Database, ReservationRow } from './tables.ts';

const COLLECTIONS: readonly Collection[] = ['project', 'silo', 'fleet'];

/** Fetches the sled row that every RPC to a sled-agent starts with (`sled_client`, nexus/src/app/sled.rs). */
export function* sledLookup(id: SledId): Op<void> {
  yield* read(`look up ${id}`, (db) => {
    if (db.sleds[id] === undefined) throw failure(404, `${id} not found`);
  });
}

/**
 * `sled_reservation_create`: an existing reservation of this VMM is returned. Otherwise the emptiest sled that
 * fits is taken (upstream picks at random among those that fit); 507 when none does.
 */
export function* sledReservationCreate(
  vmm: VmmId,
  cpus: number,
  only: SledId | undefined,
  avoid: readonly SledId[] = [],
): Op<ReservationRow> {
  return yield* write(
    `reserve a sled for ${vmm}`,
    (db) => {
      const existing = db.reservations[vmm];
      if (existing) return existing;
      const candidates = Object.values(db.sleds).filter(
        (sled) => (only === undefined || sled.id === only) && !avoid.includes(sled.id),
      );
      let best: { sled: SledId; free: number } | undefined;
      for (const sled of candidates) {
        const free = sled.cpus - reserved(db, sled.id);
        if (free >= cpus && (best === undefined || free > best.free)) best = { sled: sled.id, free };
      }
      if (best === undefined) throw failure(507, 'no sled has room');
      const row = { vmm, sled: best.sled, cpus };
      db.reservations[vmm] = row;
      return row;
    },
    (row) => `${vmm} has ${row.cpus} CPUs of ${row.sled}`,
  );
}

/** CPUs of a sled that are reserved. */
export function reserved(db: Database, sled: SledId): number {
  let sum = 0;
  for (const row of Object.values(db.reservations)) if (row.sled === sled) sum += row.cpus;
  return sum;
}

/** `sled_reservation_delete`: a hard delete; zero rows is a success. */
export function* sledReservationDelete(vmm: VmmId): Op<void> {
  yield* write(
    `release the reservation of ${vmm}`,
    (db) => {
      const row = db.reservations[vmm];
      delete db.reservations[vmm];
      return row;
    },
    (row) => (row ? `${row.sled} has ${row.cpus} CPUs back` : 'there was none'),
  );
}

/**
 * `virtual_provisioning_collection_insert_instance`: a second charge of one instance is a no-op. `ifActive` is this
 * project's: a conflict when another VMM, or none, is the instance's active one by now.
 */
export function* chargeInsert(instance: InstanceId, cpus: number, ifActive: VmmId | null = null): Op<void> {
  yield* write(
    `charge ${instance}`,
    (db) => {
      if (ifActive !== null && db.instances[instance]?.activeVmm !== ifActive)
        throw failure(409, 'not linked any more');
      if (db.charges[instance]) return false;
      db.charges[instance] = { instance, cpus };
      for (const name of COLLECTIONS) db.collections[name] += cpus;
      return true;
    },
    (isNew) => (isNew ? `${instance} is charged ${cpus} CPUs` : `${instance} was charged already`),
  );
}

/**
 * What the instance's record must still be: with this active VMM or none, since nobody else has made a charge then; or
 * of that generation.
 */
export interface ChargeGuard {
  readonly activeVmm?: VmmId;
  readonly gen?: Generation;
}

/**
 * `virtual_provisioning_collection_delete_instance`: a no-op unless the resource row and the instance row (even
 * soft-deleted) exist; subtracts the caller's amount, not the stored one. `guard` is this project's: the charge is left
 * alone when the instance's record is another by now.
 */
export function* chargeDelete(instance: InstanceId, cpus: number, guard: ChargeGuard = {}): Op<void> {
  yield* write(
    `release the charge of ${instance}`,
    (db) => {
      const row = db.instances[instance];
      if (!db.charges[instance] || row === undefined) return false;
      if (guard.activeVmm !== undefined && row.activeVmm !== null && row.activeVmm !== guard.activeVmm) return false;
      if (guard.gen !== undefined && row.gen !== guard.gen) return false;
      delete db.charges[instance];
      for (const name of COLLECTIONS) db.collections[name] -= cpus;
      return true;
    },
    (wasCharged) => (wasCharged ? `${instance} is no longer charged` : `there is no charge of ${instance} to release`),
  );
}
