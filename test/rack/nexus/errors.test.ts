import { describe, expect, it } from 'vitest';
import { failure, type NexusError } from '../../../sim/rack/database/statement.ts';
import { isInDoubt, isVmmGone, type SledError, toHttp, toNexusError } from '../../../sim/rack/nexus/errors.ts';

const NO_SUCH: SledError = { status: 404, code: 'NO_SUCH_INSTANCE' };

/** The outcome of a call to a sled-agent, and its status to a client: by a handler, and carried by a saga. */
const TABLE: readonly (readonly [string, SledError, number, number])[] = [
  ['a timeout', { network: 'timeout' }, 504, 500],
  ['a refused connection', { network: 'refused' }, 502, 500],
  ['a broken connection', { network: 'reset' }, 502, 500],
  ['404 NO_SUCH_INSTANCE', NO_SUCH, 503, 400],
  ['404 without the code', { status: 404 }, 400, 400],
  ['410 NO_SUCH_INSTANCE', { status: 410, code: 'NO_SUCH_INSTANCE' }, 400, 400],
  ['400', { status: 400 }, 400, 400],
  ['403', { status: 403 }, 400, 400],
  ['409', { status: 409 }, 400, 400],
  ['503', { status: 503 }, 503, 503],
  ['503 INSTANCE_CHANNEL_FULL', { status: 503, code: 'INSTANCE_CHANNEL_FULL' }, 503, 503],
  ['500', { status: 500 }, 500, 500],
];

describe('what a client is told of a sled-agent', () => {
  it.each(TABLE)('%s', (_, error, byHandler) => {
    expect(toHttp({ class: 'sled', error }).status).toBe(byHandler);
  });

  it.each(TABLE)('%s, by way of a saga', (_, error, __, bySaga) => {
    expect(toNexusError({ class: 'sled', error })).toMatchObject({ class: 'other', status: bySaga });
  });
});

describe('vmm_gone', () => {
  it.each(TABLE)('%s', (name, error) => {
    expect(isVmmGone(error)).toBe(name === '404 NO_SUCH_INSTANCE');
  });
});

describe('an error leaves in doubt what came of a request', () => {
  it.each(TABLE)('%s: only if nothing was answered', (_, error) => {
    expect(isInDoubt({ class: 'sled', error })).toBe('network' in error);
  });

  it.each([
    [500, true],
    [503, true],
    [404, false],
  ] as const)('%i of Nexus itself: %s', (status, expected) => {
    expect(isInDoubt({ class: 'other', status, message: 'trouble' })).toBe(expected);
  });
});

describe('every status that a sled-agent can answer, with every code', () => {
  const statuses = [400, 403, 404, 409, 410, 500, 503] as const;
  const codes = [undefined, 'NO_SUCH_INSTANCE', 'INSTANCE_CHANNEL_FULL'] as const;

  it.each(statuses.flatMap((status) => codes.map((code) => [status, code] as const)))('%s %s', (status, code) => {
    const error: SledError = code === undefined ? { status } : { status, code };
    const isGone = status === 404 && code === 'NO_SUCH_INSTANCE';
    const flat = status === 503 ? 503 : status < 500 ? 400 : 500;

    expect(isVmmGone(error)).toBe(isGone);
    expect(toHttp({ class: 'sled', error }).status).toBe(isGone ? 503 : flat);
    expect(toNexusError({ class: 'sled', error })).toMatchObject({ class: 'other', status: flat });
  });
});

describe('what a client is told of Nexus itself', () => {
  it.each([400, 404, 409, 410, 500, 503, 507] as const)('%i, by a handler and by a saga', (status) => {
    const error = failure(status, 'words').reason as NexusError;

    expect(toHttp(error)).toEqual({ status, message: 'words' });
    expect(toNexusError(error)).toEqual(error);
  });
});
