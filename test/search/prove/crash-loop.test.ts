// A livelock of the rack itself: a Nexus that panics whenever it recovers a saga. It lies too deep to be come to by
// exhaustive search in a test, so the search begins where the scenario's script leaves off.

import { describe, expect, it } from 'vitest';
import { nexusCrashLoop } from '../../../scenarios/found/nexus-crash-loop.ts';
import { progress } from '../../../sim/rack/invariants/progress.ts';
import type { Scenario } from '../../../sim/rack/scenario.ts';
import { perform } from '../../../sim/search/course.ts';
import { type Counterexample, counterexampleOfLoop } from '../../../sim/search/prove/counterexample.ts';
import { Explorer } from '../../../sim/search/prove/explorer.ts';
import { livelocks } from '../../../sim/search/prove/livelock.ts';
import { Numbers } from '../../../sim/search/prove/numbers.ts';
import { Offer } from '../../../sim/search/prove/offer.ts';
import { layOut, type Question, type QuestionSpace } from '../../../sim/search/prove/question.ts';
import { lane, Visited } from '../../../sim/search/prove/visited.ts';
import type { Found } from '../../../sim/search/prove/watch.ts';
import { togglesOf } from '../../rack/make.ts';

const STATES = 2_000;

function findLoop(question: Question): Counterexample | undefined {
  const space = layOut(question, { isReduced: false });
  withoutTicks(space, 'tick: nexus-1 instance-watcher');
  const visited = new Visited(Visited.tableFor(4 * STATES));
  const way = perform(question.scenario, question.toggles, { kind: 'script' }).labels;
  const state = follow(space, visited, way);
  const explorer = new Explorer<Found>({ ...space, initial: state }, visited);
  explorer.begin();
  explorer.depth = way.length;
  for (; explorer.pending > 0 && visited.count < STATES; explorer.descend()) {
    while (explorer.pending > 0) explorer.work(100);
  }
  const search = livelocks(space, visited, { statesMax: 10 * STATES, isExplored: false });
  let turn = search.next();
  while (!turn.done) turn = search.next();
  return turn.value.livelock && counterexampleOfLoop(question, progress, turn.value.livelock);
}

/** Takes all ticks off but the one that the script needs. */
function withoutTicks({ machine: { cells }, initial }: QuestionSpace, needed: string): void {
  for (const cell of cells.actors) {
    const name = cells.names[cell] as string;
    if (name.startsWith('tick: ') && name !== needed) initial[cell] = 0;
  }
}

/** Goes a way of the simulation's, writing down the states on it; where it leads. */
function follow(space: QuestionSpace, visited: Visited, way: readonly string[]): Int32Array {
  const { machine } = space;
  const offer = new Offer(space);
  const numbers = new Numbers();
  let state = space.initial;
  let from = 0;
  for (const [depth, label] of [...way, undefined].entries()) {
    const { high, low } = machine.cells.hashOf(state);
    visited.add(high, low, from, depth);
    if (label === undefined) break;
    from = lane(high);
    offer.list(state);
    const move = offer.moves.find((one) => numbers.translate(one.label) === label);
    if (move === undefined) throw new Error(`the machine cannot follow the script at "${label}"`);
    const effect = machine.effectOf(move, state);
    state = machine.after(state, effect);
    numbers.count(effect);
    space.after?.(effect, state);
  }
  return state;
}

describe('a Nexus that panics whenever it recovers a saga', () => {
  const scenario: Scenario = {
    ...nexusCrashLoop,
    // An automatic restart would make a new saga each time round.
    shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'running' }] },
    faults: { kinds: ['crash-sled-agent'], max: 1 },
    ticks: 1,
  };
  const found = findLoop({ scenario, toggles: togglesOf('oct-2024'), invariants: [progress] });

  it('goes round for ever, which the simulation confirms', () => {
    expect(found).toMatchObject({ invariant: 'progress', isSoft: false });
    expect(found?.message).toContain('nexuses/');
    expect(found?.loop?.steps).toContainEqual(expect.stringMatching(/^restart nexus-\d$/));
    expect(found?.loop?.steps).toContainEqual(expect.stringContaining('saga-recovery: list own unfinished sagas'));
  });

  it('has the loop three times in its schedule', () => {
    const { choices = [], loop } = found ?? {};

    expect(choices.slice(loop?.from ?? 0)).toEqual(Array.from({ length: 3 }, () => loop?.steps).flat());
  });
});
