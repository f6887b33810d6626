import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HARMLESS, ONE_LINE, rack, useEmptyFolder, write } from './harness.ts';

useEmptyFolder();

/** The text of the first element of that name in a page. */
function textOf(html: string, name: string): string {
  return new RegExp(`<${name}\\b[^>]*>([^<]*)`).exec(html)?.[1] ?? '';
}

describe('prove', () => {
  it('draws a page of what it looked at, and tells its course in the document', async () => {
    const { code, out } = await rack('prove', 'seed/terminate-in-start', '--design', 'oct-2024', '--json');
    const { page, proofs } = JSON.parse(out) as {
      page: string;
      proofs: { states: number; course: { levels: { states: number }[]; actions: object } }[];
    };
    const [proof] = proofs;

    expect(code).toBe(0);
    expect(page).toBe('reports/out/prove.html');
    expect(readFileSync(page, 'utf8')).toContain('seed/terminate-in-start under oct-2024: proved, in 278 states');
    expect(proof?.course.levels.reduce((sum, { states }) => sum + states, 0)).toBe(proof?.states);
    expect(Object.keys(proof?.course.actions ?? {})).toEqual(['request force-terminate', 'request start']);
  });

  it('shows what goes on for ever where a rack never comes to rest', async () => {
    const text = HARMLESS.replace("[{ name: 'view A', kind: 'view' }]", "[{ name: 'stop A', kind: 'stop' }]").replace(
      'expected:',
      "faults: { kinds: ['hang-http'], max: 1 }, expected:",
    );
    const words = ['prove', write('hung.ts', text), '--design', 'oct-2024', '--invariant', 'progress', '--keep-going'];
    const { code, out } = await rack(...words);
    const { violations } = JSON.parse((await rack(...words, '--json')).out) as {
      readonly violations: readonly { readonly loop: { readonly steps: readonly string[]; readonly from: null } }[];
    };

    expect(code).toBe(1);
    expect(out).toContain('  for ever, once healed and with every task ticking, 16 steps a round:\n');
    expect(out).toMatch(/^ {8}nexus-\d instance-watcher\/vmm-1: sled-1 get-state vmm-1 timeout$/m);
    expect(violations.map(({ loop }) => [loop.steps.length, loop.from])).toEqual([[16, null]]);
  });

  it('names on the page what a vacuous proof never came to', async () => {
    const text = HARMLESS.replace(
      'expected:',
      "marks: ['a Nexus crashed'], faults: { kinds: ['power-off'], max: 0 }, expected:",
    );
    const { code, out } = await rack('prove', write('vacuous.ts', text));
    const html = readFileSync('reports/out/prove.html', 'utf8');

    expect(code).toBe(3);
    expect(out).toContain('  pictures: reports/out/prove.html\n');
    expect(html).toContain('and never comes to what it is about');
    expect(html).toContain(
      'It had never reached “a Nexus crashed”, which the scenario asks for: of that, it proves nothing.',
    );
    expect(html).not.toContain('fault power-off');
  });

  it('says of schedules with few delays that they held, and never that anything is proved', async () => {
    const words = ['prove', 'seed/terminate-twice', '--design', 'recommended', '--delays', '1'];
    const { code, out } = await rack(...words);
    const { verdict, complete, proofs } = JSON.parse((await rack(...words, '--json')).out) as {
      readonly verdict: string;
      readonly complete: boolean;
      readonly proofs: readonly { readonly delays: number; readonly states: number; readonly within: object }[];
    };
    const [{ delays, states, within }] = proofs as [(typeof proofs)[number]];

    expect(code).toBe(0);
    expect(out).toContain(`under recommended: held within 1 delay: ${states} states; no proof of the rest\n`);
    expect(out).toContain('  schedules that depart from one order no more than 1 time\n');
    expect(out).toMatch(/^ {2}no livelock among these schedules: /m);
    expect({ verdict, complete, delays, within }).toEqual({
      verdict: 'holds',
      complete: false,
      delays: 1,
      within: { delays: 1, states },
    });
    expect(readFileSync('reports/out/prove.html', 'utf8')).toContain(`held within 1 delay, in `);
  });

  it('tells how many delays were looked at where it gives up', async () => {
    const words = ['prove', 'seed/terminate-migrating-copying', '--design', 'recommended', '--max-states', '2000'];
    const { code, out } = await rack(...words);

    expect(code).toBe(3);
    expect(out).toMatch(/^ {2}every schedule with up to 0 delays looked at: \d+ states$/m);
  });

  it('proves what may come after a choice of the script, and says so everywhere', async () => {
    const words = ['prove', 'seed/terminate-twice', '--design', 'recommended', '--after', 'terminate B: nexus-2'];
    const { code, out } = await rack(...words, '--junit', 'after.xml');
    const html = readFileSync('reports/out/prove.html', 'utf8');
    const { proofs } = JSON.parse((await rack(...words, '--json', '--jobs', '1')).out) as {
      readonly proofs: readonly { readonly after: number; readonly states: number }[];
    };
    const [{ after, states }] = proofs as [(typeof proofs)[number]];
    const where = `seed/terminate-twice under recommended after choice ${after}`;

    expect(code).toBe(0);
    expect(out).toContain(`${where}: proved: ${states} states, complete\n`);
    expect(out).toContain(
      `  only schedules that begin with ${after} given choices, up to terminate B: nexus-2 force-terminate request\n`,
    );
    expect(textOf(html, 'h1')).toBe(`${where}: proved, in ${states.toLocaleString('en')} states`);
    expect(textOf(html, 'code')).toMatch(/ --after 'terminate B: nexus-2'$/);
    // What was done before counts as well.
    expect(html.includes('It had never taken')).toBe(false);
    expect(readFileSync('after.xml', 'utf8')).toContain(`name="${where}"`);
    expect((await rack('prove', 'seed/terminate-twice', '--design', 'recommended', '--json')).out).toContain(
      '"after": null',
    );
  });

  it('proves less than a scenario has in it: without a request, with another number of faults', async () => {
    const words = ['prove', 'seed/undo-unreachable', '--design', 'recommended', '--without', 'start B'];
    const where = 'seed/undo-unreachable under recommended without start B, with 1 fault';
    const { code, out } = await rack(...words, '--faults', '1', '--junit', 'less.xml');
    const html = readFileSync('reports/out/prove.html', 'utf8');
    const inTurn = JSON.parse((await rack(...words, '--faults', '1', '--json', '--jobs', '1')).out);
    const none = await rack(...words, '--faults', '0');
    const atOnce = ['seed/undo-unreachable', '--faults', '1', '--max-states', '3000', '--jobs', '2', '--json'];
    const both = JSON.parse((await rack(...words, ...atOnce)).out);

    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${where}: proved: \\d+ states, complete$`, 'm'));
    expect(out).toContain('  budgets: 1 request, 1 fault of drop-reply, drop-request, ');
    expect(textOf(html, 'h1')).toMatch(new RegExp(`^${where}: proved, in [\\d,]+ states$`));
    expect(textOf(html, 'code')).toMatch(/ --without 'start B' --faults 1$/);
    expect(readFileSync('less.xml', 'utf8')).toContain(`name="${where}"`);
    expect(inTurn.proofs).toMatchObject([
      { without: ['start B'], faults: 1, states: Number(/: (\d+) states/.exec(out)?.[1]) },
    ]);
    expect(both.proofs).toMatchObject([1, 2].map(() => ({ verdict: 'holds', states: inTurn.states })));
    expect(none.out).toContain('seed/undo-unreachable under recommended without start B, with no fault: proved: ');
    expect(none.out).toContain('  budgets: 1 request, no fault, ');
  });

  it('saves what breaks within less by itself, as a schedule of the whole scenario', async () => {
    const words = ['prove', 'seed/undo-unreachable', '--design', 'pr-6795/6', '--without', 'start B', '--faults', '1'];
    const { violations } = JSON.parse((await rack(...words, '--json')).out) as {
      violations: [{ schedule: string; invariant: string }];
    };
    const [{ schedule, invariant }] = violations;

    expect(schedule).toContain('seed-undo-unreachable-without-start-B-with-1-fault-pr-6795-6');
    expect(await rack('replay', schedule)).toMatchObject({ out: expect.stringContaining(`reproduced: ${invariant}`) });
  });

  it.each([
    [
      ['seed/terminate-twice', '--without', 'terminate'],
      'no request of seed/terminate-twice "terminate"; the nearest is "terminate A"',
    ],
    [
      ['seed/honest-answer-retry', '--without', 'terminate A'],
      'seed/honest-answer-retry: "terminate B" comes after "terminate A", and is to be left out, too',
    ],
    [
      ['workloads/one-instance', '--without', 'start A'],
      'workloads/one-instance has no requests that could be left out',
    ],
    [['seed/terminate-twice', '--faults', '1'], 'seed/terminate-twice names no kind of fault that could strike'],
    [['seed/undo-stale', '--faults', 'x'], 'expected a whole number from 0 to 100'],
  ])('refuses what a scenario cannot be without, or with: %j', async (words, message) => {
    const { code, err } = await rack('prove', ...words);

    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('proves what may come after a saved schedule, under its design or another', async () => {
    const { out } = await rack('prove', 'seed/terminate-twice', '--design', 'pr-6795/5', '--json');
    const [{ schedule, steps }] = (JSON.parse(out) as { violations: [{ schedule: string; steps: number }] }).violations;
    const before = ['--after', String(steps - 1)];

    const own = await rack('prove', schedule, ...before);
    expect(own.code).toBe(1);
    expect(own.out).toContain(`seed/terminate-twice under pr-6795/5 after choice ${steps - 1}: violated\n`);
    expect(own.out).toMatch(/; perhaps not the shortest, shrunk from \d+\n/);
    expect(readFileSync('reports/out/prove.html', 'utf8')).not.toContain('--design');

    const documents = await rack('prove', schedule, ...before, '--json', '--jobs', '1');
    expect(JSON.parse(documents.out)).toMatchObject({ design: 'pr-6795/5', verdict: 'violated' });

    const other = await rack('prove', schedule, '--design', 'recommended', '--after', '3');
    expect(other.code).toBe(0);
    expect(other.out).toContain('seed/terminate-twice under recommended after choice 3: proved: ');

    const whole = await rack('prove', schedule);
    expect(whole.code).toBe(2);
    expect(whole.err).toMatch(ONE_LINE);
    expect(whole.err).toContain(`${schedule}: `);
    expect(whole.err).toContain(` does not hold any more after choice ${steps}: `);
  });

  it.each([
    ['words', 'terminat B', 'no choice of the run of seed/terminate-twice with "terminat B"; the nearest is "'],
    ['a number', '900', 'choices; expected one of them, from 1, instead of 900'],
    ['none', '0', 'choices; expected one of them, from 1, instead of 0'],
  ])('refuses a choice that is not there, by %s', async (_, after, message) => {
    const { code, err } = await rack('prove', 'seed/terminate-twice', '--after', after);

    expect(code).toBe(2);
    expect(err).toMatch(ONE_LINE);
    expect(err).toContain(message);
  });

  it('refuses a schedule that cannot be followed', async () => {
    const { out } = await rack('prove', 'seed/terminate-twice', '--design', 'pr-6795/6', '--json');
    const [{ schedule }] = (JSON.parse(out) as { violations: [{ schedule: string }] }).violations;
    const file = write('bent.json', readFileSync(schedule, 'utf8').replace('"client: ', '"clint: '));
    const { code, err } = await rack('prove', file, '--after', '2');

    expect(code).toBe(2);
    expect(err).toContain('bent.json: choice 1 of those given cannot be made: "clint: terminate A');
  });

  it('takes delays as another way to choose orders', async () => {
    const { code, err } = await rack('prove', 'seed/terminate-twice', '--delays', '1', '--no-reduction');

    expect(code).toBe(2);
    expect(err).toContain("option '--delays <n>' cannot be used with option '--no-reduction'");
  });
});
