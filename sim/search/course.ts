// A course: how the choices of one run are made. Every run of the tool, first or replayed, is made here.

import type { Toggles } from '../rack/designs/toggles.ts';
import type { Scenario } from '../rack/scenario.ts';
import { defaultStrategy } from './default.ts';
import { Run, type RunOptions } from './run.ts';
import { playScript, ScriptError } from './script.ts';
import type { RandomStrategy, Strategy } from './strategy.ts';
import { textOf } from './thrown.ts';
import { Walk } from './walk.ts';

export type Course =
  | { readonly kind: 'default' }
  | { readonly kind: 'script' }
  | { readonly kind: 'drawn'; readonly strategy: RandomStrategy; readonly name: string; readonly seed: number }
  | { readonly kind: 'replay'; readonly replay: Strategy };

/** A random walk. */
export function walkFrom(seed: number): Course {
  return { kind: 'drawn', name: 'walk', seed, strategy: new Walk(seed) };
}

/** The model, or a scenario's script, threw something that no run should. The message is one line. */
export class DefectError extends Error {
  override readonly name = 'DefectError';
}

/** The course that a scenario asks for: its script, or default order. */
export function courseOf(scenario: Scenario): Course {
  return scenario.script === undefined ? { kind: 'default' } : { kind: 'script' };
}

/**
 * Makes one run, drain and all.
 * Throws {@link ScriptError} for a script that cannot be followed, {@link DefectError} for anything else thrown.
 */
export function perform(scenario: Scenario, toggles: Toggles, course: Course, options: RunOptions = {}): Run {
  let run: Run | undefined;
  try {
    run = new Run(scenario, toggles, options);
    options.onStart?.(run);
    play(run, course);
    return run;
  } catch (error) {
    if (error instanceof ScriptError) throw error;
    const place = run === undefined ? 'before the first step' : `after step ${run.simulation.stepCount}`;
    throw thrown(scenario, course, place, error);
  }
}

/** What was thrown in a run, and where. */
export function thrown(scenario: Scenario, course: Course, place: string, error: unknown): DefectError {
  const seed = course.kind === 'drawn' ? `, ${course.name}, seed ${course.seed}` : '';
  return new DefectError(`${scenario.name}${seed}: thrown ${place}: ${textOf(error).replace(/\s+/g, ' ')}`);
}

function play(run: Run, course: Course): void {
  switch (course.kind) {
    case 'default':
      return run.play(defaultStrategy);
    case 'script': {
      const { script } = run.scenario;
      if (script === undefined) throw new ScriptError(`${run.scenario.name}: there is no script`);
      return playScript(run, script);
    }
    case 'drawn':
      return run.play(course.strategy);
    case 'replay':
      return run.play(course.replay);
    default:
      return course satisfies never;
  }
}
