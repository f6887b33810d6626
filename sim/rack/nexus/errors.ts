// Errors as Nexus sees them, and what a client is told.
// Source: nexus/src/app/instance.rs (SledAgentInstanceError, InstanceStateChangeError) and
// common/src/api/external/error.rs @ 0640bb277d.

import type { NetworkError } from '../../kernel/ask.ts';
import { Rejection } from '../../kernel/ask.ts';
import type { NexusError } from '../database/statement.ts';

/** What a sled-agent answers instead of a result. */
export interface SledAnswerError {
  readonly status: 400 | 403 | 404 | 409 | 410 | 500 | 503;
  readonly code?: 'NO_SUCH_INSTANCE' | 'INSTANCE_CHANNEL_FULL';
}

/** Why a call to a sled-agent had no result. */
export type SledError = NetworkError | SledAnswerError;

/** `InstanceStateChangeError`: the sled's word, or trouble of Nexus itself. */
export type StateChangeError = NexusError | { readonly class: 'sled'; readonly error: SledError };

/** `SledAgentInstanceError::vmm_gone`: 404 with NO_SUCH_INSTANCE and nothing else. */
export function isVmmGone(error: SledError): boolean {
  return 'status' in error && error.status === 404 && error.code === 'NO_SUCH_INSTANCE';
}

/** Whether it is not known what came of a request: there is no answer, or Nexus could not take it in. */
export function isInDoubt(error: StateChangeError): boolean {
  return error.class === 'sled' ? 'network' in error.error : error.status >= 500;
}

export function sledFailure(error: SledError): Rejection<StateChangeError> {
  return new Rejection<StateChangeError>({ class: 'sled', error });
}

/** What is left of a sled-agent's status: its detail does not concern the caller. */
function flatten(status: SledAnswerError['status']): 400 | 500 | 503 {
  if (status === 503) return 503;
  return status < 500 ? 400 : 500;
}

export interface HttpError {
  readonly status: number;
  readonly message: string;
}

/** `From<SledAgentInstanceError> for HttpError`, and the status of Nexus' own errors. */
export function toHttp(error: StateChangeError): HttpError {
  if (error.class === 'other') return { status: error.status, message: error.message };
  const inner = error.error;
  if ('network' in inner) {
    return { status: inner.network === 'timeout' ? 504 : 502, message: `sled-agent: ${inner.network}` };
  }
  if (isVmmGone(inner)) return { status: 503, message: 'the VMM is gone; the instance is being moved to Failed' };
  const status = flatten(inner.status);
  return { status, message: `sled-agent answered ${inner.status}${inner.code ? ` ${inner.code}` : ''}` };
}

/** `From<progenitor Error> for Error`: how a sled's error reads once a saga has carried it. */
export function toNexusError(error: StateChangeError): NexusError {
  if (error.class === 'other') return error;
  const inner = error.error;
  if ('network' in inner) return { class: 'other', status: 500, message: `sled-agent: ${inner.network}` };
  const status = flatten(inner.status);
  return { class: 'other', status, message: `sled-agent answered ${inner.status}` };
}
