import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HARMLESS, rack, useEmptyFolder, write } from './harness.ts';

useEmptyFolder();

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
    expect(out).toContain('  livelocks were not looked for\n');
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

  it('takes delays as another way to choose orders', async () => {
    const { code, err } = await rack('prove', 'seed/terminate-twice', '--delays', '1', '--no-reduction');

    expect(code).toBe(2);
    expect(err).toContain("option '--delays <n>' cannot be used with option '--no-reduction'");
  });
});
