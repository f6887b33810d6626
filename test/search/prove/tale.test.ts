// What one machine has learned of steps, told to another.

import { expect, it } from 'vitest';
import { SCENARIOS } from '../../../scenarios/index.ts';
import { INVARIANTS } from '../../../sim/rack/invariants/index.ts';
import type { Scenario } from '../../../sim/rack/scenario.ts';
import { Explorer } from '../../../sim/search/prove/explorer.ts';
import { layOut, type QuestionSpace } from '../../../sim/search/prove/question.ts';
import type { Facts } from '../../../sim/search/prove/reduction.ts';
import { Visited } from '../../../sim/search/prove/visited.ts';
import { togglesOf } from '../../rack/make.ts';

const scenario = SCENARIOS.find(({ name }) => name === 'holds/agent-restart') as Scenario;

function space(): QuestionSpace {
  return layOut({ scenario, toggles: togglesOf('pr-6795/6'), invariants: INVARIANTS }, { isReduced: true });
}

function statesOf(explored: QuestionSpace): number {
  const explorer = new Explorer(explored, new Visited(Visited.tableFor(1 << 12)));
  explorer.begin();
  for (;;) {
    explorer.work(Number.POSITIVE_INFINITY);
    if (explorer.waiting === 0) return explorer.visited.count;
    explorer.descend();
  }
}

it('has the other look at as many states, and learn nothing more', () => {
  const [one, other] = [space(), space()];
  let states = statesOf(one);
  while (one.reduction?.settle()) states = statesOf(one);
  const told = one.reduction?.tell(0) as Facts;

  // Before it has met anything itself, and through a text: nothing but plain data goes along.
  expect(other.reduction?.settle([JSON.parse(JSON.stringify(told))])).toBe(true);
  expect(other.reduction?.factCount).toBe(one.reduction?.factCount);
  expect(statesOf(other)).toBe(states);
  expect(other.reduction?.settle([told])).toBe(false);
});

it('tells only what has come since', () => {
  const one = space();
  statesOf(one);
  one.reduction?.settle();
  const before = one.reduction?.factCount as number;
  statesOf(one);
  one.reduction?.settle();

  expect(before).toBeGreaterThan(0);
  expect(one.reduction?.tell(before).deeds).toHaveLength((one.reduction?.factCount as number) - before);
});
