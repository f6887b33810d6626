import type { Invariant } from './invariant.ts';

export const blastRadius: Invariant = {
  name: 'blast-radius',
  property:
    "a VMM whose Propolis hangs does not keep its sled-agent from serving another VMM's requests, and no request for " +
    'one VMM aborts the sled-agent of them all',
  cites: 'omicron#6911, omicron#10369; the warning at Instance::tx, sled-agent/src/instance.rs',
  check({ rack, config }) {
    const [aborted] = Object.entries(rack.truth.aborts);
    if (aborted !== undefined) {
      const [sled, vmm] = aborted;
      return {
        subject: sled,
        message: `expected ${sled} to live on whatever is asked of ${vmm}; it has panicked, and takes every VMM along`,
      };
    }
    for (const sled of config.sleds) {
      const manager = rack.sledAgents[sled]?.manager;
      const runner = manager?.blockedOn && rack.sledAgents[sled]?.runners[manager.blockedOn.runner];
      const isHung = runner?.isAwaitingPropolis && rack.propolises[runner.vmm]?.hangs.includes('http');
      if (!manager || !runner || !isHung) continue;
      const waiting = manager.requests.find(
        (request) => (request.kind === 'register' ? request.body.vmm : request.vmm) !== runner.vmm,
      );
      if (waiting === undefined) continue;
      const vmm = waiting.kind === 'register' ? waiting.body.vmm : waiting.vmm;
      return {
        subject: sled,
        message:
          `expected ${sled} to serve ${waiting.kind} of ${vmm}; its manager stands still until ${runner.vmm} ` +
          'answers, whose Propolis hangs',
      };
    }
    return undefined;
  },
};
