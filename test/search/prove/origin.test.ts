// Proofs of what may come after some choices.

import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../scenarios/index.ts';
import { INVARIANTS } from '../../../sim/rack/invariants/index.ts';
import type { Scenario } from '../../../sim/rack/scenario.ts';
import { courseOf, perform } from '../../../sim/search/course.ts';
import { OriginError } from '../../../sim/search/prove/origin.ts';
import { prove } from '../../../sim/search/prove/prove.ts';
import type { Question } from '../../../sim/search/prove/question.ts';
import type { ProveOptions } from '../../../sim/search/prove/searching.ts';
import { Replay } from '../../../sim/search/replay.ts';
import { togglesOf } from '../../rack/make.ts';

const ALL: ProveOptions = { statesMax: 100_000, isReduced: true, isKeepingGoing: true };
const FIRST: ProveOptions = { ...ALL, isKeepingGoing: false };

/** A question, and the choices of the script. */
function asked(name: string, design: string): { readonly question: Question; readonly choices: readonly string[] } {
  const scenario = SCENARIOS.find((one) => one.name === name) as Scenario;
  const toggles = togglesOf(design);
  const choices = perform(scenario, toggles, courseOf(scenario)).labels;
  return { question: { scenario, toggles, invariants: INVARIANTS }, choices };
}

/** The choices up to the first with these words. */
function upTo(choices: readonly string[], words: string): readonly string[] {
  return choices.slice(0, choices.findIndex((choice) => choice.includes(words)) + 1);
}

describe('a proof of what may come after some choices', () => {
  it.each([true, false])('has all states but one where there is one first choice (reduced: %s)', (isReduced) => {
    const { question, choices } = asked('seed/terminate-running', 'recommended');
    const options = { ...ALL, isReduced };
    const whole = prove(question, options);
    const rest = prove({ ...question, prefix: choices.slice(0, 1) }, options);

    expect([whole.outcome, rest.outcome]).toEqual(['proved', 'proved']);
    expect(rest.states).toBe(whole.states - 1);
    expect(rest.depth).toBe(whole.depth - 1);
    expect(rest.marks).toEqual(whole.marks);
  });

  it('leaves less, the more has come before, and one state where the script has ended', () => {
    const { question, choices } = asked('seed/terminate-twice', 'recommended');
    const states = [1, 20, 40, choices.length].map((count) => {
      const { outcome, states } = prove({ ...question, prefix: choices.slice(0, count) }, ALL);
      expect(outcome).toBe('proved');
      return states;
    });

    expect(states.toSorted((a, b) => b - a)).toEqual(states);
    expect(states.at(-1)).toBe(1);
  });

  it('counts marks that were reached before', () => {
    const { question, choices } = asked('seed/terminate-twice', 'recommended');
    const mark = 'a guarded write was superseded';
    const scenario = { ...question.scenario, marks: [mark] };

    expect(prove({ ...question, scenario, prefix: choices }, ALL)).toMatchObject({ marks: [mark], missingMarks: [] });
  });

  it.each([
    ['seed/terminate-twice', 'pr-6795/6', 'unregister vmm-1 request'],
    // A saga has its number by then.
    ['seed/undo-unreachable', 'oct-2024', 'drop-reply'],
  ])(
    'shows what it finds in %s by a schedule that begins so, and that the simulation follows',
    (name, design, last) => {
      const { question, choices } = asked(name, design);
      const prefix = upTo(choices, last);
      const { outcome, counterexamples } = prove({ ...question, prefix }, FIRST);

      expect(outcome).toBe('violated');
      for (const { invariant, choices: found, isShortest } of counterexamples) {
        expect(found.slice(0, prefix.length)).toEqual(prefix);
        expect(isShortest).toBe(false);
        const replay = new Replay(found);
        const run = perform(question.scenario, question.toggles, { kind: 'replay', replay });
        expect(replay.divergence).toBeUndefined();
        expect(run.violations.map((violation) => violation.invariant)).toContain(invariant);
      }
    },
  );

  it('goes through faults and ticks that no budget allows, as a script does', () => {
    const crash = asked('seed/honest-answer-crash', 'pr-6795/6');
    const forgotten = asked('seed/terminate-forgotten', 'recommended');
    const ticked = prove({ ...crash.question, prefix: upTo(crash.choices, 'tick: ') }, FIRST);
    const restarted = prove({ ...forgotten.question, prefix: upTo(forgotten.choices, 'restart sled-1') }, ALL);

    expect(forgotten.question.scenario.faults).toBeUndefined();
    expect(ticked.outcome).toBe('violated');
    expect(restarted.outcome).toBe('proved');
  });

  it('refuses choices that cannot be made, and names the first', () => {
    const { question, choices } = asked('seed/terminate-running', 'recommended');
    const prefix = [...choices.slice(0, 3), 'client: no such request'];

    expect(() => prove({ ...question, prefix }, ALL)).toThrow(
      new OriginError('choice 4 of those given cannot be made: "client: no such request"'),
    );
  });

  it('refuses choices that end in a violation already, and names the last', () => {
    const { question } = asked('seed/terminate-twice', 'pr-6795/6');
    const [found] = prove(question, FIRST).counterexamples;
    const prefix = found?.choices ?? [];

    expect(() => prove({ ...question, prefix }, ALL)).toThrow(
      `${found?.invariant} does not hold any more after choice ${prefix.length}: `,
    );
    expect(prove({ ...question, prefix: prefix.slice(0, -1) }, ALL).outcome).toBe('violated');
  });
});
