// What a client wants of an instance, recorded before a request acts on it.
// Source: the calls of instance_set_intended_state, nexus/src/app/instance.rs @ ef01db1cd2 (omicron#8053).

import type { Op } from '../../kernel/ask.ts';
import { instanceSetIntended } from '../database/instance.ts';
import type { IntendedState } from '../database/tables.ts';
import type { InstanceId } from '../ids.ts';
import type { Nexus } from './nexus.ts';

/** Records it where the design has it recorded. Rejects with 404 when there is no such instance. */
export function* recordIntent(nexus: Nexus, id: InstanceId, intended: NonNullable<IntendedState>): Op<void> {
  if (nexus.config.toggles['intent.recorded'] === 'first') yield* instanceSetIntended(id, intended);
}
