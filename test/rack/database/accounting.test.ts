import { describe, expect, it } from 'vitest';
import {
  chargeDelete,
  chargeInsert,
  reserved,
  sledLookup,
  sledReservationCreate,
  sledReservationDelete,
} from '../../../sim/rack/database/accounting.ts';
import { resultOf, statusOf } from './execute.ts';
import { INSTANCE, instance, rackOf, VMM } from './rows.ts';

describe('sled_reservation_create', () => {
  it('reserves on the sled with the most room', () => {
    const rack = rackOf();
    resultOf(rack, sledReservationCreate('vmm-9', 2, 'sled-1'));

    expect(resultOf(rack, sledReservationCreate(VMM, 2, undefined))).toEqual({ vmm: VMM, sled: 'sled-2', cpus: 2 });
  });

  it('reserves on the one sled that it may, be it fuller', () => {
    const rack = rackOf();
    resultOf(rack, sledReservationCreate('vmm-9', 2, 'sled-1'));

    expect(resultOf(rack, sledReservationCreate(VMM, 2, 'sled-1')).sled).toBe('sled-1');
  });

  it('returns the reservation that this VMM has, whatever is asked for', () => {
    const rack = rackOf();
    const first = resultOf(rack, sledReservationCreate(VMM, 2, 'sled-1'));

    expect(resultOf(rack, sledReservationCreate(VMM, 6, 'sled-2'))).toEqual(first);
    expect(reserved(rack.db, 'sled-2')).toBe(0);
  });

  it('fills a sled to the last CPU and no further', () => {
    const rack = rackOf();
    resultOf(rack, sledReservationCreate('vmm-9', 6, 'sled-1'));

    resultOf(rack, sledReservationCreate(VMM, 2, 'sled-1'));

    expect(statusOf(rack, sledReservationCreate('vmm-2', 1, 'sled-1'))).toBe(507);
    expect(reserved(rack.db, 'sled-1')).toBe(8);
  });

  it('has no room when no sled has enough of it, though all together have', () => {
    const rack = rackOf();
    for (const sled of ['sled-1', 'sled-2'] as const) {
      resultOf(rack, sledReservationCreate(sled === 'sled-1' ? 'vmm-8' : 'vmm-9', 5, sled));
    }

    expect(statusOf(rack, sledReservationCreate(VMM, 4, undefined))).toBe(507);
  });

  it('does not mind a second VMM of one instance', () => {
    const rack = rackOf(instance());

    for (const id of [VMM, 'vmm-2'] as const) resultOf(rack, sledReservationCreate(id, 2, 'sled-1'));

    expect(reserved(rack.db, 'sled-1')).toBe(4);
  });
});

describe('sled_reservation_delete', () => {
  it('gives back what the VMM had, and nothing the second time', () => {
    const rack = rackOf();
    resultOf(rack, sledReservationCreate(VMM, 2, 'sled-1'));
    resultOf(rack, sledReservationCreate('vmm-2', 2, 'sled-1'));

    for (let n = 0; n < 2; n++) resultOf(rack, sledReservationDelete(VMM));

    expect(Object.keys(rack.db.reservations)).toEqual(['vmm-2']);
  });
});

describe('virtual provisioning', () => {
  const totals = (cpus: number) => ({ project: cpus, silo: cpus, fleet: cpus });

  it('charges an instance and all three collections, once', () => {
    const rack = rackOf(instance());

    for (let n = 0; n < 2; n++) resultOf(rack, chargeInsert(INSTANCE, 2));

    expect(rack.db.charges[INSTANCE]).toEqual({ instance: INSTANCE, cpus: 2 });
    expect(rack.db.collections).toEqual(totals(2));
  });

  it('releases the charge, once', () => {
    const rack = rackOf(instance());
    resultOf(rack, chargeInsert(INSTANCE, 2));

    for (let n = 0; n < 2; n++) resultOf(rack, chargeDelete(INSTANCE, 2));

    expect(rack.db.charges).toEqual({});
    expect(rack.db.collections).toEqual(totals(0));
  });

  it("subtracts the caller's amount, not the stored one", () => {
    const rack = rackOf(instance());
    resultOf(rack, chargeInsert(INSTANCE, 2));

    resultOf(rack, chargeDelete(INSTANCE, 3));

    expect(rack.db.collections).toEqual(totals(-1));
  });

  it('releases the charge of an instance that is soft-deleted', () => {
    const rack = rackOf(instance({ isDeleted: true }));
    resultOf(rack, chargeInsert(INSTANCE, 2));

    resultOf(rack, chargeDelete(INSTANCE, 2));

    expect(rack.db.collections).toEqual(totals(0));
  });

  it.each([
    ['of the VMM that is asked about', 'vmm-1', 0],
    ['of no VMM', null, 0],
    ['of another VMM', 'vmm-2', 2],
  ] as const)('releases the charge of an instance %s, where it is asked about one', (_, activeVmm, left) => {
    const rack = rackOf(instance({ activeVmm }));
    resultOf(rack, chargeInsert(INSTANCE, 2));

    resultOf(rack, chargeDelete(INSTANCE, 2, { activeVmm: 'vmm-1' }));

    expect(rack.db.collections).toEqual(totals(left));
  });

  it('does not release the charge of an instance without a row', () => {
    const rack = rackOf();
    resultOf(rack, chargeInsert(INSTANCE, 2));

    resultOf(rack, chargeDelete(INSTANCE, 2));

    expect(rack.db.collections).toEqual(totals(2));
  });
});

describe("a sled's row", () => {
  it('is looked up before a call, and its absence is not found', () => {
    expect(statusOf(rackOf(), sledLookup('sled-1'))).toBeUndefined();
    expect(statusOf(rackOf(), sledLookup('sled-9'))).toBe(404);
  });
});
