// How a rack comes to rest on the machine, from where nothing is under way: a function of its state alone, whatever run
// has led there, and so worked out once.

import type { Effect } from '../../kernel/machine/transition.ts';
import type { Finding, Invariant } from '../../rack/invariants/invariant.ts';
import { restlessFinding } from '../checker.ts';
import { comeToRest, PARTS } from '../drain.ts';
import type { Agenda } from './agenda.ts';
import { Body } from './body.ts';
import type { Ground } from './ground.ts';

/** Something that no longer holds, so many steps later. */
interface LateFinding {
  readonly invariant: Invariant;
  readonly finding: Finding;
  readonly step: number;
  readonly isAtRest: boolean;
}

export interface Rest {
  readonly steps: number;
  /** The first of each invariant, in order. */
  readonly findings: readonly LateFinding[];
  readonly marks: readonly { readonly mark: string; readonly step: number }[];
  /** Virtual time until the last question for it. */
  readonly asked: number;
}

/** Brings a state in which nothing is under way to rest. */
export function restOf(ground: Ground, state: Int32Array, agenda: Agenda): Rest {
  const { watch, config } = ground;
  const body = new Body(ground, state.slice(), agenda);
  const findings: LateFinding[] = [];
  const marks: { mark: string; step: number }[] = [];
  let steps = 0;
  const report = (invariant: Invariant, finding: Finding, isAtRest: boolean) => {
    if (findings.every((known) => known.invariant !== invariant))
      findings.push({ invariant, finding, step: steps, isAtRest });
  };
  const note = (effect: Effect) => {
    for (const mark of effect.marks) marks.push({ mark, step: steps });
    for (const { invariant, finding } of watch.after(effect, body.state)) report(invariant, finding, false);
  };
  const restless = comeToRest(config, {
    runToQuiet: () =>
      body.runToQuiet((effect) => {
        steps++;
        note(effect);
        return false;
      }),
    fingerprint: () => fingerprint(ground, body.state),
    tick: (nexus, task) => note(body.perform(ground.tick(nexus, task))),
  });
  const progress = ground.invariants.find(({ name }) => name === restlessFinding.invariant);
  if (restless.length > 0 && progress) report(progress, restlessFinding.of(restless), true);
  for (const { invariant, finding } of watch.atRest(body.state)) report(invariant, finding, true);
  return { steps, findings, marks, asked: body.asked };
}

/** What `fingerprint` of a simulation's rack tells apart, told apart by values. */
function fingerprint(ground: Ground, state: Int32Array): Readonly<Record<string, string>> {
  const values: number[][] = PARTS.map(() => []);
  for (let cell = 0; cell < state.length; cell++) {
    const value = state[cell] as number;
    if (value === 0) continue;
    const part = ground.partOf(cell);
    if (part >= 0 && PARTS[part]?.isCounted(ground.machine.cells.data[value])) values[part]?.push(value);
  }
  return Object.fromEntries(PARTS.map(({ name }, part) => [name, String(values[part])]));
}
