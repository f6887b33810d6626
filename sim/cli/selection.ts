// What to run: a scenario, a design, and the toggles changed by hand.

import type { ScenarioFile } from '../../reports/recorded-run.ts';
import { type Budgets, OWN_BUDGETS, withBudgets } from '../rack/budgets.ts';
import { DESIGNS } from '../rack/designs/designs.ts';
import { TOGGLES, type Toggles } from '../rack/designs/toggles.ts';
import { INVARIANTS } from '../rack/invariants/index.ts';
import type { Invariant } from '../rack/invariants/invariant.ts';
import { type Scenario, withToggles } from '../rack/scenario.ts';
import { DefectError } from '../search/course.ts';
import { STRATEGY_NAMES, type StrategyName } from '../search/portfolio.ts';
import { ScriptError } from '../search/script.ts';
import { checkBudgets } from './asked-budgets.ts';
import { UsageError } from './exit.ts';
import { loadScenario } from './load-scenario.ts';
import { unknownName } from './nearest.ts';

/** Toggle by toggle, as given by `--set` or kept in a schedule. */
export type Overrides = Readonly<Record<string, string>>;

/** Names what to run; plain data, so that a worker can be told. */
export interface Choice {
  /** A bundled name, or a path. */
  readonly scenario: string;
  readonly design: string;
  readonly set: Overrides;
  /** The scenario's own unless given. */
  readonly budgets?: Budgets;
}

export interface Selection extends Choice {
  readonly budgets: Budgets;
  readonly story: Scenario;
  /** Where the scenario is, if it is none of ours. */
  readonly file: ScenarioFile | null;
  readonly toggles: Toggles;
}

/** Throws {@link UsageError} for anything that does not exist. */
export async function select(choice: Choice, folder?: string): Promise<Selection> {
  const { budgets = OWN_BUDGETS } = choice;
  const { toggles } = findDesign(choice.design);
  const set = checkOverrides(choice.set);
  const { story: scenario, file } = await loadScenario(choice.scenario, folder);
  checkBudgets(scenario, budgets);
  return { ...choice, budgets, story: withBudgets(withToggles(scenario, set), budgets), file, toggles };
}

/** What was thrown in a run of a file of the user's own, with the name of the file. */
export function namingFile({ scenario, story }: Selection, error: unknown): unknown {
  if (!(error instanceof ScriptError || error instanceof DefectError) || scenario === story.name) return error;
  return new UsageError(`${scenario}: ${error.message}`);
}

export function findDesign(wanted: string): (typeof DESIGNS)[number] {
  const names = DESIGNS.map(({ name }) => name);
  return DESIGNS.find(({ name }) => name === wanted) ?? unknownName('design', wanted, names);
}

export function findStrategy(wanted: string): StrategyName {
  return STRATEGY_NAMES.find((name) => name === wanted) ?? unknownName('strategy', wanted, STRATEGY_NAMES);
}

/** The invariants of these names; all of them when none is named. */
export function findInvariants(wanted: readonly string[]): readonly Invariant[] {
  const names = INVARIANTS.map(({ name }) => name);
  for (const name of wanted) if (!names.includes(name)) unknownName('invariant', name, names);
  return wanted.length === 0 ? INVARIANTS : INVARIANTS.filter(({ name }) => wanted.includes(name));
}

/** Reads `toggle=value`, once for each `--set`. */
export function parseOverrides(settings: readonly string[]): Overrides {
  const pairs = settings.map((setting) => {
    const [, toggle, value] = /^([^=]+)=(.*)$/.exec(setting) ?? [];
    if (toggle === undefined || value === undefined) {
      throw new UsageError(
        `--set takes toggle=value, as in --set ${TOGGLES[0]?.name}=${TOGGLES[0]?.values[0]}; got "${setting}"`,
      );
    }
    return [toggle, value] as const;
  });
  const set = Object.fromEntries(pairs);
  checkOverrides(set);
  return set;
}

function checkOverrides(set: Overrides): Partial<Toggles> {
  for (const [toggle, value] of Object.entries(set)) {
    const info = TOGGLES.find(({ name }) => name === toggle);
    if (info === undefined) {
      return unknownName(
        'toggle',
        toggle,
        TOGGLES.map(({ name }) => name),
      );
    }
    if (!info.values.includes(value)) unknownName(`value of ${toggle}`, value, info.values);
  }
  return set as Partial<Toggles>;
}
