// Budgets that are asked for instead of a scenario's own: fewer requests, another number of faults.

import type { Scenario } from './scenario.ts';

/** Plain data, so that a worker can be told. */
export interface Budgets {
  /** The requests, by name, that no client makes. */
  readonly without: readonly string[];
  /** How many faults may strike in all, of the kinds that the scenario names; `null` for as many as it says. */
  readonly faults: number | null;
}

/** A scenario's own. */
export const OWN_BUDGETS: Budgets = { without: [], faults: null };

/** The scenario within other budgets. Its script stays as it is, and may ask for what is left out. */
export function withBudgets(scenario: Scenario, { without, faults: max }: Budgets): Scenario {
  const { operations, faults } = scenario;
  return {
    ...scenario,
    ...(operations && { operations: operations.filter(({ name }) => !without.includes(name)) }),
    ...(faults && max !== null && { faults: { ...faults, max } }),
  };
}
