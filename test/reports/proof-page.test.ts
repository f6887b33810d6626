import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { headlineOf, judgementOf } from '../../reports/search/proof/answer.ts';
import type { ProofView } from '../../reports/search/proof/view.ts';
import { proofReport } from '../../reports/search/report.ts';
import { HOSTILE } from './runs.ts';

/** Levels of so many states each, all looked at. */
const levelsOf = (...states: number[]): ProofView['levels'] =>
  states.map((count) => ({ states: count, lookedAt: count, cut: 0, atRest: 0, transitions: count * 2 }));

const proof: ProofView = {
  scenario: 'seed/terminate-in-start',
  title: 'force-terminate: inside a start saga',
  design: 'oct-2024',
  scope: '',
  verdict: 'holds',
  facts: ['31 states, 62 transitions', 'budgets: 2 requests'],
  states: 31,
  isComplete: true,
  delaysMax: null,
  levels: [
    ...levelsOf(1, 2, 4, 8),
    { states: 12, lookedAt: 12, cut: 5, atRest: 0, transitions: 20 },
    { states: 4, lookedAt: 4, cut: 0, atRest: 4, transitions: 0 },
  ],
  marks: [{ name: 'a Nexus crashed', depth: 3 }],
  actions: [
    { name: 'request start', depth: 0, steps: 14 },
    { name: 'fault crash-nexus', depth: 2, steps: 5 },
    { name: 'tick instance-watcher', depth: 1, steps: 3 },
  ],
  finds: [],
};

const broken: ProofView = {
  ...proof,
  verdict: 'violated',
  isComplete: false,
  delaysMax: null,
  finds: [
    {
      ...{ invariant: 'intent', isSoft: false, message: 'expected a', depth: 4 },
      ...{ isShortest: true, isAtRest: true, href: 'schedules/x.html' },
    },
    {
      ...{ invariant: 'no-idle-work', isSoft: true, message: 'expected b', depth: 2 },
      ...{ isShortest: false, isAtRest: false, href: null },
    },
  ],
};

function page(...proofs: readonly ProofView[]) {
  const html = proofReport({ proofs, command: 'rack prove' });
  const { document } = parseHTML(html);
  const all = (selector: string) => [...document.querySelectorAll(selector)] as { readonly textContent: string }[];
  return {
    html,
    all,
    texts: (selector: string) => all(selector).map((one) => one.textContent.replace(/\s+/g, ' ').trim()),
  };
}

describe('what a proof came to, in words', () => {
  const where = 'seed/terminate-in-start under oct-2024';

  it('is the verdict', () => {
    expect(headlineOf(proof)).toBe(`${where}: proved, in 31 states`);
    expect(headlineOf(broken)).toBe(`${where} breaks intent within 4 steps`);
    expect(headlineOf({ ...proof, verdict: 'vacuous' })).toMatch(/in any of 31 states, and never comes to what it is/);
    expect(headlineOf({ ...proof, verdict: 'inconclusive', isComplete: false })).toBe(
      `${where}: given up at 31 states, nothing found up to depth 5`,
    );
  });

  it('is no proof where only schedules with few delays were looked at', () => {
    const held = { ...proof, delaysMax: 2 };

    expect(headlineOf(held)).toBe(`${where}: held within 2 delays, in 31 states`);
    expect(judgementOf(held)[0]).toMatch(/^Every state of schedules within 2 delays was looked at;/);
    expect(page(held).html).not.toMatch(/proved|every order/);
  });

  it('tells a proof that looked at much from one that had nothing to look at', () => {
    expect(judgementOf(proof)).toEqual([
      'Every state within the budgets was looked at; the frontier was widest with 12 states, at depth 4.',
    ]);
    expect(judgementOf({ ...proof, states: 3, levels: levelsOf(1, 1, 1) })[0]).toMatch(/nothing to choose/);
    expect(judgementOf(broken)[0]).toMatch(/what lies deeper was not looked at/);
  });

  it('tells one that gave up while it grew from one that gave up near its end', () => {
    const given = { ...proof, verdict: 'inconclusive', isComplete: false } as const;

    expect(judgementOf({ ...given, levels: levelsOf(1, 4, 16, 64, 256) })[0]).toMatch(
      /^Each of the last 3 depths had 4\.00 times as many states/,
    );
    expect(judgementOf({ ...given, levels: levelsOf(1, 20, 90, 80, 60, 20) })[0]).toMatch(
      /stopped growing, with 90 states at depth 2 and 20 states at depth 5/,
    );
    expect(judgementOf({ ...given, levels: levelsOf(1, 9) })[0]).toMatch(/too few/);
  });

  it('says what it never reached and never took, and what that makes of the proof', () => {
    const marks = [{ name: 'the undo of register ran', depth: null }];
    const actions = [{ name: 'fault power-off', depth: null }];

    expect(judgementOf({ ...proof, verdict: 'vacuous', marks, actions }).slice(1)).toEqual([
      'It had never reached “the undo of register ran”, which the scenario asks for: of that, it proves nothing.',
      'It had never taken fault power-off, which the scenario allows.',
    ]);
    expect(judgementOf({ ...broken, marks })[1]).toMatch(/^It had not yet reached/);
  });
});

describe('the page of a proof', () => {
  it('draws the states and steps of each depth, and when what first came', () => {
    const { texts, all } = page(broken);
    const titles = texts('figure svg title');

    expect(texts('figure h2')).toEqual(['States of each depth', 'Steps from each depth', 'When it first came']);
    expect(titles).toContain('depth 4: 7 states, every order looked at');
    expect(titles).toContain('depth 4: 5 states, orders left out');
    expect(titles).toContain('depth 3: 12 steps, to a new state');
    expect(titles).toContain('depth 3: 4 steps, to a state known already');
    expect(titles).toContain('depth 4: intent');
    expect(titles).toContain('breaks intent: first at depth 4');
    expect(titles).toContain('a Nexus crashed: first at depth 3');
    expect(all('figure svg')).toHaveLength(3);
    expect(texts('figcaption')[0]).toBe(
      '31 new states in 6 depths: what is new at a depth is the frontier there. In 5 of them, fainter, the steps of ' +
        'one task, or of a group, were enough. In 4 nothing went on by itself: each was healed and drained. ' +
        'A diamond marks the depth at which an invariant first broke.',
    );
  });

  it('shows what was met and not looked at', () => {
    const levels = [
      ...levelsOf(1, 2),
      { states: 9, lookedAt: 3, cut: 0, atRest: 0, transitions: 8 },
      { states: 7, lookedAt: 0, cut: 0, atRest: 0, transitions: 0 },
    ];
    const { texts } = page({ ...proof, verdict: 'inconclusive', isComplete: false, levels });

    expect(texts('figure svg title')).toContain('depth 2: 6 states, not looked at');
    expect(texts('figure svg title')).toContain('depth 3: 7 states, not looked at');
    expect(texts('h1')[0]).toMatch(/nothing found up to depth 1$/);
    expect(texts('figcaption')[0]).toContain('The last 13 were met and not looked at (outlined).');
  });

  it('has tables of the same, with what never came first', () => {
    const { texts } = page({
      ...proof,
      marks: [...proof.marks, { name: 'a start saga unwound', depth: null }],
      actions: [...proof.actions, { name: 'fault power-off', depth: null }],
    });

    expect(texts('.tables h2')).toEqual([
      ...['Marks reached', 'Faults that struck', 'Requests made', 'Background tasks that ticked'],
    ]);
    expect(texts('.firsts')[0]).toBe('markfirst at deptha start saga unwoundnevera Nexus crashed3');
    expect(texts('.firsts')[1]).toBe('faultfirst at depthstepspower-offnever0crash-nexus25');
    expect(texts('figure svg').some((text) => text.includes('never'))).toBe(true);
  });

  it('tells what it found, and opens the run', () => {
    expect(page(broken).texts('.finds li')).toEqual([
      'intent after 4 steps, once that has come to rest, and none has fewer: expected a Step through it',
      'soft: no-idle-work after 2 steps: expected b',
    ]);
  });

  it('of a proof in which nothing can happen says so', () => {
    const { texts } = page({
      ...proof,
      ...{ states: 1, marks: [], actions: [] },
      levels: [{ states: 1, lookedAt: 1, cut: 0, atRest: 1, transitions: 0 }],
    });

    expect(texts('figcaption')[1]).toBe('No step was taken: there was nothing to do.');
    expect(texts('figure h2')).toHaveLength(2);
  });

  it('shows hostile text and does not obey it', () => {
    const hostile = { name: `fault ${HOSTILE}`, depth: 1, steps: 1 };
    const finds = broken.finds.map((find) => ({ ...find, invariant: HOSTILE, message: HOSTILE }));
    const texts = { scenario: HOSTILE, title: HOSTILE, design: HOSTILE, facts: [HOSTILE] };
    const { html, all } = page({ ...broken, ...texts, marks: [hostile], actions: [hostile], finds });

    expect(all('[onload]')).toEqual([]);
    expect(html).not.toContain('<b onload');
    expect(all('script, link[rel="stylesheet"], img, iframe')).toEqual([]);
  });
});
