// What if: another choice is taken in the page, and what comes of it is saved and replayed by the command.

import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { parseSchedule } from '../../sim/search/schedule.ts';
import { rack, start, useEmptyFolder, write } from '../cli/harness.ts';
import { describeInBrowser } from './browser.ts';
import { opening, pageOf, position, saved, tab } from './pages.ts';

const DESIGN = 'pr-6795/6';

useEmptyFolder();

describeInBrowser('what if', (browser) => {
  const open = opening(browser);
  let file = '';
  beforeAll(async () => {
    file = await pageOf('found/terminate-vs-watcher', '--design', DESIGN);
  });

  it('takes another choice, goes on in default order, and saves what replays to the same end', async () => {
    const { page } = await open(file, { hash: '#step=11' });
    await tab(page, 'What if');
    await page.getByRole('button', { name: 'nexus-1 terminate A: write the report of vmm-1' }).first().click();

    expect(await page.locator('.header').innerText()).toContain('holds');
    expect(await position(page)).toBe('12');
    const text = await saved(page, 'Save schedule');
    const { choices, strategy } = parseSchedule(text);
    expect(strategy).toBe('what-if');
    expect(choices[11]).toBe('nexus-1 terminate A: write the report of vmm-1');
    const replayed = JSON.parse((await rack('replay', write('fork.json', text), '--json')).out);
    expect(replayed).toMatchObject({ verdict: 'holds', sameDigest: true, divergence: null });
    await page.getByRole('button', { name: 'the run' }).click();
    expect(await page.locator('.header').innerText()).toContain('violated');
  });

  it('tells the command that proves what may come after the step', async () => {
    const { page } = await open(file, { hash: '#step=11' });
    await tab(page, 'What if');
    const button = page.getByRole('button', { name: 'Copy the proof' });
    const command = (await button.getAttribute('title')) ?? '';
    const [, schedule] = /^npm run -s rack -- prove (\S+) --after 11$/.exec(command) ?? [];
    await page.getByLabel('under').selectOption('recommended');
    expect(await button.getAttribute('title')).toBe(command.replace(' --after', ' --design recommended --after'));

    const { code, out } = await rack('prove', schedule ?? '', '--after', '11');
    expect(code).toBe(1);
    expect(out).toContain(`found/terminate-vs-watcher under ${DESIGN} after choice 11: violated`);
  });

  it('loses a reply that the scenario never would', async () => {
    const { page } = await open(file, { hash: '#step=10' });
    await tab(page, 'What if');
    await page.getByLabel('Search choices').fill('drop-reply');
    await page.getByRole('button', { name: /drop-reply "nexus-1 terminate A: sled-1 unregister/ }).click();

    expect(await page.locator('.head-lost').count()).toBe(1);
    const text = await saved(page, 'Save schedule');
    const replayed = JSON.parse((await rack('replay', write('lost.json', text), '--json')).out);
    expect(replayed).toMatchObject({ sameDigest: true, divergence: null });
  });

  it('goes step by step, and then to the end', async () => {
    const { page } = await open(file, { hash: '#step=11' });
    await tab(page, 'What if');
    await page.getByLabel('then go on').selectOption('stop');
    await page.locator('.choice').nth(1).click();
    expect(await page.locator('.header').innerText()).toContain('open');
    await page.locator('.choice').first().click();

    expect(await position(page)).toBe('13');
    expect(await page.locator('.fork-tab').count()).toBe(2);
    await page.getByRole('button', { name: 'Run to the end' }).click();
    expect(await page.locator('.header').innerText()).toMatch(/holds|violated/);
  });

  it('follows the same choices under another design', async () => {
    const { page } = await open(file, { hash: '#step=0' });
    await tab(page, 'What if');
    await page.getByLabel('under').selectOption('oct-2024');
    await page.getByLabel('then go on').selectOption('recorded');
    await page.getByRole('button', { name: 'Go on from here under oct-2024' }).click();

    expect(await page.locator('h1').innerText()).toContain('oct-2024');
    expect(parseSchedule(await saved(page, 'Save schedule')).design).toBe('oct-2024');
  });

  it('shows the run in which the cause is mended', async () => {
    const { page } = await open(file);
    await tab(page, 'Invariants');
    const cause = page.locator('.cause', { hasText: 'no-lost-report' });
    expect(await cause.innerText()).toContain('The guard is late');
    await cause.getByRole('button', { name: 'See it pass' }).click();

    expect(await page.locator('.fork-tab').count()).toBe(2);
    expect(await page.locator('.invariant-name', { hasText: '◆ no-lost-report' }).count()).toBe(0);
    const { choices } = parseSchedule(await saved(page, 'Save schedule'));
    expect(choices.length).toBeGreaterThan(20);
  });

  it('finds the cause of what a fork violates', async () => {
    const { page } = await open(file, { hash: '#step=93' });
    await tab(page, 'What if');
    await page.getByRole('button', { name: 'Go on from here' }).click();
    await tab(page, 'Invariants');
    await page.getByRole('button', { name: 'Find the cause' }).click();

    await page.locator('.cause').first().waitFor();
    expect(await page.locator('.cause').first().innerText()).toMatch(/Let step \d+|Leave out|No change/);
  });

  it('goes another way inside the drain, whose steps and ticks before it become choices', async () => {
    const { page } = await open(file, { hash: '#step=110' });
    await tab(page, 'What if');
    expect(await page.getByRole('tabpanel').innerText()).toContain('Nothing was chosen here');
    await page.getByLabel('Search choices').fill('crash-sled-agent sled-1');
    await page.getByRole('button', { name: /crash-sled-agent sled-1/ }).click();

    const at = Number(await position(page));
    expect(await page.getByRole('tabpanel').innerText()).toMatch(
      /None of the \d+ choices has “crash-sled-agent sled-1”/,
    );
    expect(at).toBeGreaterThan(111);
    const text = await saved(page, 'Save schedule');
    const { choices } = parseSchedule(text);
    expect(choices.slice(93, at - 1).some((label) => label.startsWith('tick: nexus-'))).toBe(true);
    expect(choices[at - 1]).toBe('fault: crash-sled-agent sled-1');
    const replayed = JSON.parse((await rack('replay', write('drain.json', text), '--json')).out);
    expect(replayed).toMatchObject({ sameDigest: true, divergence: null });
  });

  const EVIL = '<img src=x onerror=alert(1)> & "quotes" </script><script>alert(2)</script>';

  it('goes on in a scenario of the user’s own, whose text stays text', async () => {
    write('mine.ts', ownScenario(EVIL));
    // A process of its own: there TypeScript is read as it is for users.
    const { out } = await start('run', 'mine.ts', '--design', DESIGN, '--json').ended;
    const { page } = await open((JSON.parse(out) as { report: string }).report);

    expect(await page.locator('h1').innerText()).toContain(EVIL);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe(`mine.ts under ${DESIGN}`);
    await page.keyboard.press('Home');
    await tab(page, 'What if');
    await page.locator('.choice').first().click();
    const text = await saved(page, 'Save schedule');
    const replayed = JSON.parse((await start('replay', write('own.json', text), '--json').ended).out);
    expect(replayed).toMatchObject({ scenario: 'mine.ts', sameDigest: true, divergence: null });
  });
});

/** Two clients terminate one instance: the race of the draft. */
function ownScenario(title: string): string {
  return `import type { Scenario } from '${join(import.meta.dirname, '../../sim/rack/scenario.ts')}';

export const scenario: Scenario = {
  name: 'test/own',
  title: ${JSON.stringify(title)},
  story: ${JSON.stringify(title)},
  operations: [{ name: 'terminate A', kind: 'force-terminate' }, { name: 'terminate B', kind: 'force-terminate' }],
  script(play) {
    play.issue('terminate A');
    play.reach('terminate A: sled-1 unregister vmm-1 reply');
    play.hold('push to');
    play.issue('terminate B');
    play.settle();
    play.release('push to', 'terminate A: sled-1 unregister vmm-1 reply');
    play.settle();
  },
  expected: {},
};
`;
}
