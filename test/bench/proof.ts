// Proofs that are made for a table: run to their end, one for all scenarios whose budgets are the same.

import { SCENARIOS } from '../../scenarios/index.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { type Proof, prove } from '../../sim/search/prove/prove.ts';
import type { Question } from '../../sim/search/prove/question.ts';

/** The bundled scenario of that name; throws where there is none. */
export function scenarioOf(wanted: string): Scenario {
  const found = SCENARIOS.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no scenario ${wanted}`);
  return found;
}

/** Runs a proof to its end, with reduction, up to the first violation. */
export function proofOf(question: Question, statesMax: number): Proof {
  return prove(question, { statesMax, isReduced: true, isKeepingGoing: false });
}

/** What exhaustive search looks at of a scenario: two that agree in it differ in their scripts only. */
export function spaceOf({ shape, set, operations, workload, faults, ticks, marks }: Scenario): string {
  return JSON.stringify({ shape, set, operations, workload, faults, ticks, marks });
}

/** All scenarios that are the same to exhaustive search as this one, for a cell of a table. */
export function sameAs(scenario: Scenario): string {
  const space = spaceOf(scenario);
  return SCENARIOS.filter((other) => spaceOf(other) === space)
    .map(({ name }) => `\`${name}\``)
    .join(', ');
}
