// One proof by several threads: the same as by one, whoever is faster.

import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../scenarios/index.ts';
import { withTeam } from '../../../sim/cli/crew.ts';
import { proveTimed } from '../../../sim/cli/prove-timed.ts';
import { INVARIANTS } from '../../../sim/rack/invariants/index.ts';
import type { Scenario } from '../../../sim/rack/scenario.ts';
import { courseOf, perform } from '../../../sim/search/course.ts';
import { type Proof, proving } from '../../../sim/search/prove/prove.ts';
import type { Question } from '../../../sim/search/prove/question.ts';
import type { ProveOptions } from '../../../sim/search/prove/searching.ts';
import type { Team } from '../../../sim/search/prove/team.ts';
import { togglesOf } from '../../rack/make.ts';
import { teamIn } from './crews.ts';

const ALL: ProveOptions = { statesMax: 20_000, isReduced: true, isKeepingGoing: false };

function questionOf(name: string, design: string, changes: Partial<Scenario> = {}): Question {
  const scenario = { ...(SCENARIOS.find((one) => one.name === name) as Scenario), ...changes };
  return { scenario, toggles: togglesOf(design), invariants: INVARIANTS };
}

/** All of a proof but the bytes that it took. */
function proofBy(question: Question, options: ProveOptions, team?: Team): Omit<Proof, 'bytes'> {
  const steps = proving(question, options, team);
  let turn = steps.next();
  while (!turn.done) turn = steps.next();
  const { bytes: _, ...proof } = turn.value;
  return proof;
}

describe('a proof by several is the same as by one', () => {
  const unmarked: Partial<Scenario> = { marks: ['a mark that nobody reaches', 'a guarded write was superseded'] };
  const faulty: Partial<Scenario> = { faults: { kinds: ['timeout', 'crash-nexus'], max: 1 } };
  const hanging: Partial<Scenario> = {
    operations: [{ name: 'stop A', kind: 'stop' }],
    faults: { kinds: ['hang-http'], max: 1 },
  };

  it.each([
    ['that proves', 'proved', 'history/stop-vs-watcher', 'oct-2024', {}, {}],
    ['that misses marks', 'proved', 'seed/terminate-in-start', 'oct-2024', unmarked, {}],
    ['that finds a violation', 'violated', 'seed/terminate-twice', 'pr-6795/6', {}, {}],
    ['that finds one of each', 'violated', 'seed/undo-unknown', 'oct-2024', {}, { isKeepingGoing: true }],
    ['that never comes to rest', 'violated', 'seed/terminate-forgotten', 'oct-2024', hanging, { isKeepingGoing: true }],
    ['that looks for loops', 'proved', 'holds/agent-restart', 'recommended', {}, {}],
    ['in every order', 'proved', 'seed/terminate-in-start', 'oct-2024', {}, { isReduced: false }],
    ['within few delays', 'held', 'seed/terminate-twice', 'recommended', {}, { delaysMax: 1 }],
    ['that gives up', 'gave up', 'seed/terminate-in-start', 'recommended', faulty, { statesMax: 4_000 }],
  ] as const)('%s', (_, outcome, name, design, changes, options) => {
    const question = questionOf(name, design, changes as Partial<Scenario>);
    const alone = proofBy(question, { ...ALL, ...options });

    expect(alone.outcome).toBe(outcome);
    expect(proofBy(question, { ...ALL, ...options }, teamIn(question, 2, 'the leader'))).toEqual(alone);
    expect(proofBy(question, { ...ALL, ...options }, teamIn(question, 3, 'the others'))).toEqual(alone);
  });

  it('that begins with given choices', () => {
    const question = questionOf('seed/terminate-in-start', 'recommended');
    const { scenario, toggles } = question;
    const prefix = perform(scenario, toggles, courseOf(scenario)).labels.slice(0, 12);
    const alone = proofBy({ ...question, prefix }, ALL);

    expect(alone.outcome).toBe('proved');
    expect(proofBy({ ...question, prefix }, ALL, teamIn({ ...question, prefix }, 3, 'the others'))).toEqual(alone);
  });

  it('in threads of their own', async () => {
    const name = 'holds/database-error';
    const question = questionOf(name, 'recommended');
    const limits = { forMs: null, isStopping: () => false };
    const choice = { scenario: name, design: 'recommended', set: {} };
    const by = (threads: number) =>
      withTeam(question, choice, threads, (team) => proveTimed(question, ALL, limits, team)).then(({ proof }) => proof);
    const [{ bytes, ...one }, { bytes: bytesOfThree, ...three }] = await Promise.all([by(1), by(3)]);

    expect(three).toEqual(one);
    // Everybody keeps states of its own.
    expect(bytesOfThree).toBeGreaterThan(bytes);
  });
});
