// What the answer to a request shows of its instance.
// Source: the last statement of instance_start, instance_stop, instance_migrate and their like,
// nexus/src/app/instance.rs @ 0640bb277d.

import type { Op } from '../../../kernel/ask.ts';
import { instanceFetchWithVmm } from '../../database/instance.ts';
import { isAnswerCompared, type OperationKind } from '../../hardware/truth.ts';
import type { InstanceId } from '../../ids.ts';
import { type ExternalState, shownState } from '../external-state.ts';
import type { Nexus } from '../nexus.ts';

/**
 * Reads the pair once more for the answer. The statement is always made; `null` where only a story would tell what it
 * has shown, and none is kept (`RackConfig.keepsHistory`).
 */
export function fetchAnswered(nexus: Nexus, kind: OperationKind, id: InstanceId): Op<ExternalState | null> {
  const isTold = nexus.config.keepsHistory || isAnswerCompared(kind);
  return instanceFetchWithVmm(id, isTold ? shownState : () => null);
}
