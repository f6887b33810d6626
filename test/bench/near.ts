// What breaks of a scenario under a design within few delays (sim/search/prove/delays.ts), as it is and with one fault
// more, of each kind: the cells of the tables that are made of it.

import { FAULTS } from '../../sim/cli/scenario-shape.ts';
import { TIME_FAULTS } from '../../sim/kernel/faults.ts';
import type { Toggles } from '../../sim/rack/designs/toggles.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { FaultKind, Scenario } from '../../sim/rack/scenario.ts';
import { type Proof, prove } from '../../sim/search/prove/prove.ts';

/** The delays with which a fault is tried. */
export const FAULT_DELAYS = 1;

export const KINDS = (Object.keys(FAULTS) as FaultKind[]).filter((kind) => !TIME_FAULTS.includes(kind));

export class Near {
  private readonly toggles: Toggles;
  private readonly statesMax: number;

  constructor(toggles: Toggles, statesMax: number) {
    this.toggles = toggles;
    this.statesMax = statesMax;
  }

  /** With as many delays as are not too many; nothing if even none are. */
  farthest(scenario: Scenario, most: number): Proof | undefined {
    let last: Proof | undefined;
    for (let delays = 0; delays <= most; delays++) {
      const proof = this.within(scenario, delays, false);
      process.stderr.write(`${scenario.name}: ${proof.outcome} within ${delays}, ${proof.states} states\n`);
      if (proof.outcome === 'gave up') return last;
      last = proof;
      if (proof.outcome === 'violated') return last;
    }
    return last;
  }

  /** A scenario's name, and with which faults nothing breaks, nothing without delays, and what breaks. */
  faultRowOf(scenario: Scenario): readonly string[] {
    const held: string[] = [];
    const less: string[] = [];
    const broken: string[] = [];
    for (const kind of KINDS) {
      const proof = this.farthest(withFault({ ...scenario, marks: [] }, kind), FAULT_DELAYS);
      if (proof === undefined) continue;
      if (proof.outcome === 'violated') broken.push(`${kind}: ${brokenBy(proof).join(', ')}`);
      else (proof.delaysMax === FAULT_DELAYS ? held : less).push(kind);
    }
    const quiet = held.length === KINDS.length ? 'all' : held.join(', ') || '-';
    return [`\`${scenario.name}\``, quiet, less.join(', ') || '-', broken.join('; ') || '-'];
  }

  /** With so many delays; up to the first violation, or that of each invariant. */
  within(scenario: Scenario, delaysMax: number, isKeepingGoing: boolean): Proof {
    const options = { statesMax: this.statesMax, isReduced: false, delaysMax, isKeepingGoing };
    return prove({ scenario, toggles: this.toggles, invariants: INVARIANTS }, options);
  }
}

/** The scenario with one fault of a kind, and none of its own. */
export function withFault(scenario: Scenario, kind: FaultKind): Scenario {
  return { ...scenario, faults: { kinds: [kind], max: 1 } };
}

/** The invariants that a proof has found broken, soft ones aside. */
export function brokenBy({ counterexamples }: Proof): readonly string[] {
  return counterexamples.flatMap(({ invariant, isSoft }) => (isSoft ? [] : [invariant]));
}
