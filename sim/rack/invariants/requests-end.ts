import type { Invariant } from './invariant.ts';

export const requestsEnd: Invariant = {
  name: 'requests-end',
  property: 'at rest no request stands in a queue of a sled-agent, or waits for ever inside one',
  cites: 'omicron#6911, omicron#4004',
  atRest({ rack, config }) {
    for (const sled of config.sleds) {
      const agent = rack.sledAgents[sled];
      for (const runner of Object.values(agent?.runners ?? {})) {
        if (!runner.isBusy && runner.requests.length === 0) continue;
        return {
          subject: runner.vmm,
          message:
            `expected the runner of ${runner.vmm} on ${sled} to have served every request; it waits for a Propolis ` +
            `that never answers, and ${runner.requests.length} more requests wait behind it`,
        };
      }
      if (agent?.manager.isBusy) {
        return { subject: sled, message: `expected the manager of ${sled} to be idle; it waits for ever` };
      }
    }
    return undefined;
  },
};
