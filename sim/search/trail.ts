// The trail of a run: what each step was, with a hash of all that was done up to it. Of two runs that should be one it
// says at which step they part.

import type { Toggles } from '../rack/designs/toggles.ts';
import type { Scenario } from '../rack/scenario.ts';
import { type Course, perform } from './course.ts';
import type { Run, RunOptions } from './run.ts';

export interface TrailStep {
  readonly label: string;
  /** Of this step and all before it: labels, times and states. */
  readonly digest: string;
}

export type Trail = readonly TrailStep[];

/** Makes a run and its trail. `options` may ask for more of the run. Throws as `perform` does. */
export function follow(
  scenario: Scenario,
  toggles: Toggles,
  course: Course,
  options: RunOptions = {},
): { readonly run: Run; readonly trail: Trail } {
  const trail: TrailStep[] = [];
  const run = perform(scenario, toggles, course, {
    ...options,
    isDigesting: true,
    onStart(started) {
      options.onStart?.(started);
      const { simulation } = started;
      simulation.observers.on('step', ({ label }) => trail.push({ label, digest: simulation.digest }));
    },
  });
  return { run, trail };
}

/** Where two trails part, in words; nothing when they are the same. */
export function parting(one: Trail, other: Trail): string | undefined {
  const index = one.findIndex((step, at) => step.digest !== other[at]?.digest);
  const at = index < 0 ? one.length : index;
  const [first, second] = [one[at], other[at]];
  if (first === undefined && second === undefined) return undefined;
  const name = (step: TrailStep | undefined) => (step === undefined ? 'the end' : `"${step.label}"`);
  return first?.label === second?.label
    ? `step ${at + 1}, ${name(first)}, leads to different states`
    : `step ${at + 1} is ${name(first)} in one run and ${name(second)} in the other`;
}
