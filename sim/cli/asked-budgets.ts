// The budgets of a proof, as somebody has asked for them.

import type { Budgets } from '../rack/budgets.ts';
import type { Scenario } from '../rack/scenario.ts';
import { UsageError } from './exit.ts';
import { unknownName } from './nearest.ts';

/** Throws {@link UsageError} for budgets that the scenario cannot have. */
export function checkBudgets({ name, operations = [], faults }: Scenario, { without, faults: max }: Budgets): void {
  const names = operations.map((operation) => operation.name);
  if (without.length > 0 && names.length === 0) throw new UsageError(`${name} has no requests that could be left out`);
  for (const request of without) if (!names.includes(request)) unknownName(`request of ${name}`, request, names);
  for (const { name: later, after } of operations) {
    if (after === undefined || !without.includes(after) || without.includes(later)) continue;
    throw new UsageError(`${name}: "${later}" comes after "${after}", and is to be left out, too`);
  }
  if (max !== null && max > 0 && faults === undefined) {
    throw new UsageError(`${name} names no kind of fault that could strike`);
  }
}
