import { isTerminal, type VmmState } from '../database/tables.ts';
import type { VmmId } from '../ids.ts';
import type { Finding, Invariant } from './invariant.ts';

/** The state of each VMM row after the step before. */
type Memory = Record<VmmId, VmmState>;

export const terminalIsFinal: Invariant<Memory> = {
  name: 'terminal-is-final',
  property: 'a VMM row that is destroyed or failed is never rewritten to another state',
  cites: 'VmmState::is_terminal @ 0640bb277d; "terminal is final", the review of omicron#6795',
  initial: () => ({}),
  check({ rack }, memory) {
    let finding: Finding | undefined;
    for (const vmm of Object.values(rack.db.vmms)) {
      const before = memory[vmm.id];
      memory[vmm.id] = vmm.state;
      if (before === undefined || before === vmm.state || !isTerminal(before)) continue;
      finding ??= {
        subject: vmm.id,
        message: `expected ${vmm.id} to stay ${before}; it has been rewritten to ${vmm.state} at gen ${vmm.gen}`,
      };
    }
    return finding;
  },
};
