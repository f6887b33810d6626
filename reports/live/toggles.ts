// The toggles of a design, by its name.

import { DESIGNS } from '../../sim/rack/designs/designs.ts';
import type { Toggles } from '../../sim/rack/designs/toggles.ts';

/** Throws for a design that there is not. */
export function togglesOf(wanted: string): Toggles {
  const found = DESIGNS.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`there is no design ${wanted}`);
  return found.toggles;
}
