// Which answers invariants compare: in a proof, the others tell nothing.

import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../scenarios/index.ts';
import { type Answer, isAnswerCompared } from '../../../sim/rack/hardware/truth.ts';
import { INVARIANTS } from '../../../sim/rack/invariants/index.ts';
import type { Invariant } from '../../../sim/rack/invariants/invariant.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { Run } from '../../../sim/search/run.ts';
import { playScript } from '../../../sim/search/script.ts';
import { CASES, findingsOf } from '../bad-states.ts';
import { togglesOf } from '../make.ts';

/** A rack whose answers show nothing that is not compared. */
function hidden(rack: Rack): Rack {
  const { operations, sent, answers } = rack.truth;
  const told = (from: Record<string, Answer>) =>
    Object.fromEntries(
      Object.entries(from).map(([name, answer]) => {
        const isShown = !answer.isSuccess || isAnswerCompared(operations[name]!.kind);
        return [name, isShown ? answer : { ...answer, state: null }];
      }),
    );
  return { ...rack, truth: { ...rack.truth, sent: told(sent), answers: told(answers) } };
}

const BLIND: readonly Invariant[] = INVARIANTS.map(({ check, atRest, ...invariant }) => ({
  ...invariant,
  ...(check && { check: ({ rack, config }, memory) => check({ rack: hidden(rack), config }, memory) }),
  ...(atRest && { atRest: ({ rack, config }) => atRest({ rack: hidden(rack), config }) }),
}));

describe('what answers show that are not compared', () => {
  const scripted = SCENARIOS.filter(({ script }) => script !== undefined);

  it.each(['oct-2024', 'pr-6795/1', 'pr-6795/6', 'recommended'])(
    'makes no difference to what is found: %s',
    (design) => {
      for (const scenario of scripted) {
        const found = (invariants: readonly Invariant[]) => {
          const run = new Run(scenario, togglesOf(design), { invariants });
          playScript(run, (play) => scenario.script?.(play));
          return run.violations.map(({ invariant, message, step }) => ({ invariant, message, step }));
        };
        expect({ [scenario.name]: found(BLIND) }).toEqual({ [scenario.name]: found(INVARIANTS) });
      }
    },
  );

  it.each(BLIND)('keeps no bad state from being seen: $name', (invariant) => {
    for (const { steps = [], atRest } of CASES[invariant.name] ?? []) {
      expect(findingsOf(invariant, steps, atRest).at(-1)?.message).toMatch(/^expected /);
    }
  });
});
