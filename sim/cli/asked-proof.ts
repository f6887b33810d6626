// What is to be proved: all that a scenario may come to, or what may come after the first choices of its script, or of
// a saved schedule.

import type { Budgets } from '../rack/budgets.ts';
import type { Invariant } from '../rack/invariants/invariant.ts';
import { courseOf, perform } from '../search/course.ts';
import { OriginError } from '../search/prove/origin.ts';
import { layOut } from '../search/prove/question.ts';
import { UsageError } from './exit.ts';
import { unknownName } from './nearest.ts';
import { readSchedule, scenarioOf } from './save.ts';
import { namingFile, type Overrides, type Selection, select } from './selection.ts';

/** One proof that is asked for. */
export interface AskedProof {
  readonly selection: Selection;
  /** The choices that come first; `undefined` for a proof of everything. */
  readonly prefix: readonly string[] | undefined;
}

interface Terms {
  readonly design: string;
  /** It was named, and counts for saved schedules, too. */
  readonly isDesignGiven: boolean;
  readonly set: Overrides;
  readonly budgets: Budgets;
  readonly invariants: readonly Invariant[];
  /** The last of the choices that come first: its number, or words of it. Of a schedule, all come first without it. */
  readonly after: string | undefined;
}

export function isSchedule(name: string): boolean {
  return name.endsWith('.json');
}

/** Throws {@link UsageError} for what does not exist, and for choices that nothing can be proved after. */
export async function askedProof(name: string, terms: Terms): Promise<AskedProof> {
  const { selection, choices, source } = isSchedule(name) ? await ofSchedule(name, terms) : await ofScript(name, terms);
  const prefix = choices && upTo(choices, terms.after ?? String(choices.length), source);
  const { story: scenario, toggles } = selection;
  try {
    if (prefix !== undefined) layOut({ scenario, toggles, invariants: terms.invariants, prefix }, { isReduced: false });
  } catch (error) {
    throw error instanceof OriginError ? new UsageError(`${name}: ${error.message}`) : error;
  }
  return { selection, prefix };
}

async function ofSchedule(file: string, { design, isDesignGiven, set, budgets }: Terms) {
  const schedule = readSchedule(file);
  const selection = await select({
    scenario: scenarioOf(schedule, file),
    design: isDesignGiven ? design : schedule.design,
    set: { ...schedule.set, ...set },
    budgets,
  });
  return { selection, choices: schedule.choices, source: file };
}

async function ofScript(scenario: string, { design, set, budgets, after }: Terms) {
  const selection = await select({ scenario, design, set, budgets });
  const { story, toggles } = selection;
  const source = `the run of ${scenario}`;
  if (after === undefined) return { selection, choices: undefined, source };
  try {
    return { selection, choices: perform(story, toggles, courseOf(story)).labels, source };
  } catch (error) {
    throw namingFile(selection, error);
  }
}

/** The choices up to one of them. */
function upTo(choices: readonly string[], last: string, source: string): readonly string[] {
  if (choices.length === 0) throw new UsageError(`${source} has no choices that could come first`);
  if (!/^\d+$/.test(last)) {
    const at = choices.findIndex((choice) => choice.includes(last));
    return at >= 0 ? choices.slice(0, at + 1) : unknownName(`choice of ${source} with`, last, choices);
  }
  const count = Number(last);
  if (count >= 1 && count <= choices.length) return choices.slice(0, count);
  throw new UsageError(`${source} has ${choices.length} choices; expected one of them, from 1, instead of ${last}`);
}
