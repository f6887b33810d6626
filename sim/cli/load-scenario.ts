// Finds a scenario: a bundled one by name, or one of the user's own by the path of its file.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ScenarioFile } from '../../reports/recorded-run.ts';
import { SCENARIOS } from '../../scenarios/index.ts';
import type { Scenario } from '../rack/scenario.ts';
import { oneLine, UsageError } from './exit.ts';
import { unknownName } from './nearest.ts';
import { checkScenario } from './scenario-shape.ts';

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
  let exported: Record<string, unknown>;
  try {
    exported = { ...(await import(pathToFileURL(path).href)) };
  } catch (error) {
    throw new UsageError(`${reference}: ${oneLine(error)}`);
  }
  const { name, scenario } = pick(reference, exported);
  return { story: scenario, file: { path, exportName: name } };
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
