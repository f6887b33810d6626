// Finds a scenario: a bundled one by name, or one of the user's own by the path of its file.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { promiseHooks } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import type { ScenarioFile } from '../../reports/recorded-run.ts';
import { SCENARIOS } from '../../scenarios/index.ts';
import type { Scenario } from '../rack/scenario.ts';
import { ScriptError } from '../search/script.ts';
import { LOAD_MAX_S, SCRIPT_MAX_S, TimeUp, withinSeconds } from './bound.ts';
import { oneLine, UsageError } from './exit.ts';
import { unknownName } from './nearest.ts';
import { checkScenario } from './scenario-shape.ts';
import { letSurface } from './watchdog.ts';

/** A scenario, and the file that it was found in if it is none of ours. */
export interface LoadedScenario {
  readonly story: Scenario;
  readonly file: ScenarioFile | null;
}

/**
 * Throws {@link UsageError}: no such name or file, a file that cannot be run, or one that exports no scenario.
 * `folder` is where relative paths begin.
 */
export async function loadScenario(reference: string, folder: string = process.cwd()): Promise<LoadedScenario> {
  const bundled = SCENARIOS.find(({ name }) => name === reference);
  if (bundled !== undefined) return { story: bundled, file: null };
  const names = SCENARIOS.map(({ name }) => name);
  if (!/\.[cm]?[jt]s$/.test(reference)) return unknownName('scenario', reference, names);
  const path = resolve(folder, reference);
  if (!existsSync(path)) throw new UsageError(`${reference}: no such file`);
  try {
    const loaded = withinSeconds(LOAD_MAX_S, () => pick(reference, exportsOf(path)));
    if (isMainThread) await letSurface(LOAD_MAX_S);
    return { story: withBoundedScript(loaded.scenario), file: { path, exportName: loaded.name } };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const isWaiting = (error as NodeJS.ErrnoException | null)?.code === 'ERR_REQUIRE_ASYNC_MODULE';
    const problem = isWaiting ? 'a scenario file cannot await at its top level' : oneLine(error);
    throw new UsageError(`${reference}: ${problem}`);
  }
}

const require = createRequire(import.meta.url);

/** Loads at once, and not later: what waits could not be bounded. */
function exportsOf(path: string): Readonly<Record<string, unknown>> {
  return { ...(require(path) as object) };
}

function withBoundedScript(scenario: Scenario): Scenario {
  if (scenario.script === undefined) return scenario;
  return {
    ...scenario,
    script(play) {
      try {
        // A script may be a method that reads `this`.
        return withinSeconds(SCRIPT_MAX_S, () => withoutPromises(() => scenario.script?.(play)));
      } catch (error) {
        throw error instanceof TimeUp ? new ScriptError(`${scenario.name}: its script is ${error.message}`) : error;
      }
    },
  };
}

/** What a script leaves to later would happen outside of the run, or not at all. */
function withoutPromises<T>(work: () => T): T {
  let count = 0;
  const stop = promiseHooks.onInit(() => {
    count++;
  }) as () => void;
  try {
    const result = work();
    if (count > 0) throw new Error('a script makes no promises: nothing in a run is asynchronous');
    return result;
  } finally {
    stop();
  }
}

/** The export called `scenario`, or the only one that is a scenario. */
function pick(file: string, exported: Readonly<Record<string, unknown>>): { name: string; scenario: Scenario } {
  const named = Object.hasOwn(exported, 'scenario') ? [['scenario', exported.scenario] as const] : undefined;
  const candidates = named ?? Object.entries(exported).filter(([, value]) => isObject(value));
  const checked = candidates.map(([name, value]) => ({ name, ...checkScenario(value) }));
  const good = checked.filter((one) => 'scenario' in one);
  const [first] = good;
  if (first !== undefined && good.length === 1) return first;
  if (good.length > 1) {
    const list = good.map(({ name }) => name).join(', ');
    throw new UsageError(`${file}: exports several scenarios (${list}); call the one to run "scenario"`);
  }
  const [bad] = checked;
  if (bad === undefined || !('problem' in bad)) throw new UsageError(`${file}: exports no scenario`);
  throw new UsageError(`${file}: ${bad.name}: ${bad.problem}`);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
