import type { Invariant } from './invariant.ts';

export const noIdleWork: Invariant = {
  name: 'no-idle-work',
  property: 'an update saga is started only if some row really changed',
  cites: 'omicron#6795, a923f2a6a0',
  isSoft: true,
  atRest({ rack }) {
    const idleSagas = Object.values(rack.truth.idleSagas);
    const spurious = idleSagas.filter((idle) => idle.cause === 'superseded write');
    const [first] = spurious;
    if (first === undefined) return undefined;
    return {
      subject: first.instance,
      message:
        `expected no update saga after a write that changed nothing; ${spurious.length} ran idle for that reason ` +
        `(${idleSagas.length} idle in all)`,
    };
  },
};
