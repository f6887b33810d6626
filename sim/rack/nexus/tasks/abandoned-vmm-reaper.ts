// abandoned_vmm_reaper: frees what finished VMMs hold that no instance points at any more.
// Source: nexus/src/app/background/tasks/abandoned_vmm_reaper.rs @ 0640bb277d.

import { attempt, type Op } from '../../../kernel/ask.ts';
import { sledReservationDelete } from '../../database/accounting.ts';
import { vmmListAbandoned } from '../../database/listings.ts';
import { vmmMarkDeleted } from '../../database/vmm.ts';
import type { Nexus } from '../nexus.ts';

export function* abandonedVmmReaper(_nexus: Nexus): Op<void> {
  for (const vmm of yield* vmmListAbandoned()) {
    yield* attempt(sledReservationDelete(vmm.id));
    yield* attempt(vmmMarkDeleted(vmm.id));
  }
}
