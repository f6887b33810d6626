// Watches a run: checks the invariants after each step that may have changed something, and once more at rest.

import type { Simulation } from '../kernel/simulation.ts';
import type { Finding, Invariant, Sight } from '../rack/invariants/invariant.ts';
import type { Rack, RackConfig } from '../rack/rack.ts';

/** An invariant that did not hold. */
export interface Violation {
  readonly invariant: string;
  readonly isSoft: boolean;
  readonly subject: string;
  readonly message: string;
  /** The step after which it was seen; for one found at rest, the last step. */
  readonly step: number;
  readonly isAtRest: boolean;
}

/** The finding that a rack never comes to rest; the progress family owns it. */
export const restlessFinding = {
  invariant: 'progress',
  of: (restless: readonly string[]): Finding => ({
    subject: 'rack',
    message:
      'expected to come to rest once faults stop; ' +
      `after every round of ticks there is a change in ${restless.join(', ')}`,
  }),
};

export class Checker {
  /** The first violation of each invariant. */
  readonly violations: Violation[] = [];
  private readonly simulation: Simulation<Rack>;
  private readonly config: RackConfig;
  private readonly invariants: readonly Invariant[];
  private open: { readonly check: NonNullable<Invariant['check']>; readonly invariant: Invariant; memory: unknown }[];

  constructor(simulation: Simulation<Rack>, config: RackConfig, invariants: readonly Invariant[]) {
    this.simulation = simulation;
    this.config = config;
    this.invariants = invariants;
    this.open = invariants.flatMap((invariant) => {
      const { check, initial } = invariant;
      if (check === undefined) return [];
      const memory = initial?.(this.sight);
      // What it remembers is to be of the initial state, whichever step is the first to concern it.
      check(this.sight, memory);
      return [{ check, invariant, memory }];
    });
  }

  private get sight(): Sight {
    return { rack: this.simulation.state, config: this.config };
  }

  /** Checks safety. Reads change nothing that an invariant could see. */
  afterStep(): void {
    if (!this.simulation.isDirty) return;
    const { sight } = this;
    let hasFound = false;
    for (const { check, invariant, memory } of this.open) {
      const finding = check(sight, memory);
      if (finding === undefined) continue;
      hasFound = true;
      this.report(invariant, finding, false);
    }
    if (hasFound) this.open = this.open.filter(({ invariant }) => !this.isKnown(invariant.name));
  }

  /** Checks what must be true once nothing is left to do. */
  atRest(restless: readonly string[]): void {
    const progress = this.invariants.find(({ name }) => name === restlessFinding.invariant);
    if (restless.length > 0 && progress) this.report(progress, restlessFinding.of(restless), true);
    for (const invariant of this.invariants) {
      if (this.isKnown(invariant.name)) continue;
      const finding = invariant.atRest?.(this.sight);
      if (finding) this.report(invariant, finding, true);
    }
  }

  private isKnown(name: string): boolean {
    return this.violations.some((violation) => violation.invariant === name);
  }

  private report(invariant: Invariant, finding: Finding, isAtRest: boolean): void {
    this.violations.push({
      invariant: invariant.name,
      isSoft: invariant.isSoft ?? false,
      subject: finding.subject,
      message: finding.message,
      step: this.simulation.stepCount,
      isAtRest,
    });
    this.simulation.observers.emit('violation', invariant.name, finding.message);
  }
}
