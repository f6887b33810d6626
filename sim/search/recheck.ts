// The fix check: does what a saved schedule shows still happen, in it or in any of its neighbours, under another
// design? The neighbours are dealt out by the choice that is changed first, and counted in that order, so that what
// comes out does not depend on how many workers look.

import type { Toggles } from '../rack/designs/toggles.ts';
import type { Scenario } from '../rack/scenario.ts';
import { itself, type Neighbour, neighbours } from './neighbours.ts';

/** What to look at. */
export interface RecheckPlan {
  readonly choices: readonly string[];
  /** How many choices may be changed; 0 is the schedule itself. */
  readonly distance: number;
  /** Names of the invariants that must hold. */
  readonly invariants: readonly string[];
}

/** The neighbours with their first change at one choice; plain data. */
export interface RecheckPart {
  /** Each different run once: its digest, and what it violates. */
  readonly runs: readonly (readonly [digest: string, violated: readonly string[]])[];
  /** The first that violates an invariant that must hold. */
  readonly sibling: Neighbour | null;
}

/** The schedule itself, as the part at choice 0, and how many choices its path has. */
export function recheckItself(
  scenario: Scenario,
  toggles: Toggles,
  plan: RecheckPlan,
): { readonly part: RecheckPart; readonly length: number } {
  const own = itself(scenario, toggles, plan.choices);
  return { part: partOf([own], plan), length: own.choices.length };
}

/** The part at a choice, from 1, of the path. Throws as `perform` does. */
export function recheckAt(scenario: Scenario, toggles: Toggles, plan: RecheckPlan, choice: number): RecheckPart {
  const { choices, distance } = plan;
  return partOf(neighbours(scenario, toggles, choices, { choice, distance }), plan);
}

function partOf(some: Iterable<Neighbour>, { invariants }: RecheckPlan): RecheckPart {
  const runs = new Map<string, readonly string[]>();
  let sibling: Neighbour | null = null;
  for (const neighbour of some) {
    if (runs.has(neighbour.digest)) continue;
    runs.set(neighbour.digest, neighbour.violated);
    if (sibling === null && violatesOne(neighbour.violated, invariants)) sibling = neighbour;
  }
  return { runs: [...runs], sibling };
}

function violatesOne(violated: readonly string[], invariants: readonly string[]): boolean {
  return violated.some((invariant) => invariants.includes(invariant));
}

/** Adds up the parts, in the order of the choices. */
export class RecheckTally {
  /** In how many different neighbours each invariant is violated. */
  readonly violated: Record<string, number> = {};
  /** How many violate an invariant that must hold. */
  failing = 0;
  sibling: Neighbour | null = null;
  private readonly digests = new Set<string>();
  private readonly plan: RecheckPlan;

  constructor(plan: RecheckPlan) {
    this.plan = plan;
  }

  /** Different runs so far, the schedule itself among them. */
  get count(): number {
    return this.digests.size;
  }

  add({ runs, sibling }: RecheckPart): void {
    for (const [digest, violated] of runs) {
      if (this.digests.has(digest)) continue;
      this.digests.add(digest);
      if (violatesOne(violated, this.plan.invariants)) this.failing++;
      for (const invariant of violated) this.violated[invariant] = (this.violated[invariant] ?? 0) + 1;
    }
    this.sibling ??= sibling;
  }
}
