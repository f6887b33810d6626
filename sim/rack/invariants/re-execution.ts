import type { Invariant } from './invariant.ts';

export const reExecution: Invariant = {
  name: 're-execution',
  property:
    'a saga node run again after a crash does not fail, with nobody to undo it, when its first run had an effect',
  cites: 'at-least-once actions, steno src/saga_exec.rs @ db0dfb8776; omicron#10166',
  check({ rack }) {
    const [key] = rack.truth.failedReruns;
    if (key === undefined) return undefined;
    return {
      subject: key,
      message:
        `expected the second run of ${key} to end as the first would have; it failed, so its own undo never runs, ` +
        'and what the first run did stays',
    };
  },
};
