// The page of a run, opened from a file in a real browser, as a reader would.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseSchedule } from '../../sim/search/schedule.ts';
import { rack, useEmptyFolder, write } from '../cli/harness.ts';
import { describeInBrowser, type OpenPage } from './browser.ts';

const RACE = 'found/terminate-vs-watcher';
const DESIGN = 'pr-6795/6';

/** Runs a scenario that violates something; answers the path of its page. */
async function pageOf(...words: string[]): Promise<string> {
  const { report } = JSON.parse((await rack('run', ...words, '--json')).out) as { report: string };
  return report;
}

const position = (page: Page) => page.locator('output strong').innerText();
const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();

/** What a click downloads, as text. */
async function saved(page: Page, button: string): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  return readFileSync(await (await coming).path(), 'utf8');
}

useEmptyFolder();

describeInBrowser('the page of a run', (browser) => {
  let file = '';
  let opened: OpenPage | undefined;
  const open: typeof browser.open = async (...args) => {
    opened = await browser.open(...args);
    return opened;
  };

  beforeAll(async () => {
    file = await pageOf(RACE, '--design', DESIGN);
  });
  afterEach(async () => {
    // Whatever was done on it, a page neither fails nor asks the network for anything.
    expect(opened?.errors ?? []).toEqual([]);
    expect(opened?.requests ?? []).toEqual([]);
    await opened?.page.close();
    opened = undefined;
  });

  it('opens where the first invariant is violated, and says what was run', async () => {
    const { page } = await open(file);

    expect(await position(page)).toBe('18');
    expect(await page.locator('h1').innerText()).toContain('the watcher asks before the end is written');
    expect(await page.locator('.header').innerText()).toContain('violated');
    expect(await page.locator('.lane-name').allInnerTexts()).toHaveLength(9);
    expect(page.url()).toMatch(/#step=18$/);
  });

  describe('time travel', () => {
    it('goes by keys: steps, lines, tens, ends, and from one notable step to the next', async () => {
      const { page } = await open(file, { hash: '#step=17' });
      const press = async (key: string) => {
        await page.keyboard.press(key);
        return position(page);
      };

      expect(await position(page)).toBe('17');
      expect(await press('ArrowRight')).toBe('18');
      expect(await press('ArrowDown')).toBe('21');
      expect(await press('ArrowUp')).toBe('18');
      expect(await press('ArrowLeft')).toBe('17');
      expect(await press('PageDown')).toBe('27');
      expect(await press('End')).toBe('121');
      expect(await press('Home')).toBe('0');
      expect(await press('n')).toBe('1');
      expect(await press('n')).toBe('18');
      expect(page.url()).toMatch(/#step=18$/);
    });

    it('goes by the slider, by a click on a line, and by a link that was shared', async () => {
      const { page } = await open(file, { hash: '#step=60' });
      expect(await position(page)).toBe('60');

      await page.getByRole('slider', { name: 'Step' }).fill('32');
      expect(await position(page)).toBe('32');
      await page.locator('.row[data-step="34"]').click();
      expect(await position(page)).toBe('34');
      await page.evaluate(() => {
        location.hash = '#step=9';
      });
      await page.waitForFunction(() => document.querySelector('output strong')?.textContent === '9');
      expect(await page.locator('.row.is-current').innerText()).toContain('bundles logs and halts the zone of vmm-1');
    });

    it('shows the state at the step, and what the step changed', async () => {
      const { page } = await open(file, { hash: '#step=18' });
      const row = page
        .locator('.state-table', { hasText: 'rows against physical truth' })
        .locator('tr', { hasText: 'vmm-1' });

      expect(await row.locator('.is-changed').allInnerTexts()).toEqual(['failed gen 5 on sled-1']);
      await page.keyboard.press('ArrowLeft');
      expect(await row.innerText()).toContain('running gen 4 on sled-1 ≠');
      expect(await row.locator('.is-changed').count()).toBe(0);
    });
  });

  it('lights up what led to a step and what followed, and nothing else', async () => {
    const { page } = await open(file, { hash: '#step=53' });
    await page.keyboard.press('c');

    expect(await page.locator('.row.is-past[data-step="32"]').count()).toBe(1);
    expect(await page.locator('.row.is-future[data-step="57"]').count()).toBe(1);
    await page.keyboard.press('2');
    expect(await page.locator('.links').first().innerText()).toContain('changed the row of instance-1');
  });

  it('filters by words, instance, kind and component, and says when nothing fits', async () => {
    const { page } = await open(file);
    const steps = page.locator('.row-step');
    await page.keyboard.press('/');
    await page.keyboard.type('reservation');
    await expect.poll(() => steps.count()).toBe(2);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('Kind', { exact: true }).selectOption({ label: 'refused writes' });
    await expect.poll(() => steps.count()).toBe(2);
    await page.getByLabel('Instance or VMM').selectOption('vmm-2');
    await expect.poll(() => steps.count()).toBe(0);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.locator('.components summary').click();
    await page.getByLabel('nexus-2').uncheck();
    await expect.poll(() => page.locator('.lane-name', { hasText: 'nexus-2' }).count()).toBe(0);
  });

  it('says what is wrong with each invariant, and goes to the steps that made it so', async () => {
    const { page } = await open(file, { hash: '#step=1' });
    await tab(page, 'Invariants');
    const card = page.locator('.violation', { hasText: 'no-lost-report' });

    expect(await card.innerText()).toContain('expected vmm-1 to be recorded as sled-1 ended it, destroyed');
    await card.getByRole('link').first().click();
    expect(await position(page)).toBe('18');
    await page.getByRole('button', { name: /^intent does not hold/ }).click();
    expect(await position(page)).toBe('121');
  });

  it('copies the command that reproduces the run', async () => {
    const { page } = await open(file);
    const button = page.getByRole('button', { name: 'Copy command' });
    const command = (await button.getAttribute('title')) ?? '';
    await button.click();

    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const { code } = await rack(...command.replace('npm run -s rack -- ', '').split(' '));
    expect(code).toBe(1);
  });

  describe('what if', () => {
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

    it('says that nothing is chosen in the drain', async () => {
      const { page } = await open(file, { hash: '#step=110' });
      await tab(page, 'What if');
      await page.getByRole('button', { name: 'Go to step 93' }).click();

      expect(await position(page)).toBe('93');
    });
  });

  it('is usable by the keyboard alone: every control is reached, and has a name', async () => {
    const { page } = await open(file);
    const reached = new Set<string>();
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(() => {
          const { activeElement: at } = document;
          return (
            at?.getAttribute('aria-label') || at?.textContent?.trim() || (at as HTMLInputElement | null)?.title || ''
          );
        }),
      );
    }

    const names = [...reached].join('|');
    for (const name of ['Copy command', 'Help', 'Step', 'Search steps', 'Kind', 'State']) expect(names).toContain(name);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Help' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it.each([
    ['a laptop', 1366, 768, 'light'],
    ['a projector', 1920, 1080, 'dark'],
  ] as const)('fits %s: nothing hangs out of the window, no text on another', async (_, width, height, scheme) => {
    const { page } = await open(file, { width, height, scheme });
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
      return [scrollWidth - clientWidth, scrollHeight - clientHeight];
    });
    const overlaps = await page.evaluate(() => {
      const boxes = ['.position', '.slider', '.lane-title', '.titles', '.actions', '.row .words', '.gutter'].flatMap(
        (selector) =>
          [...document.querySelectorAll(selector)].map((one) => ({ selector, box: one.getBoundingClientRect() })),
      );
      return boxes.flatMap((a, at) =>
        boxes.slice(at + 1).flatMap((b) => {
          const isOver =
            a.box.left + 1 < b.box.right &&
            b.box.left + 1 < a.box.right &&
            a.box.top + 1 < b.box.bottom &&
            b.box.top + 1 < a.box.bottom;
          // Rows scroll below the sticky names of the lanes.
          return isOver && a.selector !== '.lane-title' && b.selector !== '.lane-title'
            ? [`${a.selector} ${b.selector}`]
            : [];
        }),
      );
    });

    expect(overflow).toEqual([0, 0]);
    expect(overlaps).toEqual([]);
  });

  it('prints all of it, whatever is in view', async () => {
    const { page } = await open(file);
    await page.emulateMedia({ media: 'print' });
    await expect.poll(() => page.locator('.row-step[data-step="121"], .row-fold[data-step="121"]').count()).toBe(1);

    expect(await page.locator('.row[data-step="1"]').count()).toBe(1);
    expect(await page.locator('.violation').count()).toBe(4);
    expect(await page.locator('.actions').isVisible()).toBe(false);
  });

  describe('of a scenario of the user’s own', () => {
    const EVIL = '<img src=x onerror=alert(1)> & "quotes" </script><script>alert(2)</script>';

    it('carries that scenario; its text stays text', async () => {
      write('mine.ts', ownScenario(EVIL));
      const own = await pageOf('mine.ts', '--design', DESIGN);
      const { page } = await open(own);

      expect(await page.locator('h1').innerText()).toContain(EVIL);
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.title()).toBe(`mine.ts under ${DESIGN}`);
      await page.keyboard.press('Home');
      await tab(page, 'What if');
      await page.locator('.choice').first().click();
      const text = await saved(page, 'Save schedule');
      const replayed = JSON.parse((await rack('replay', write('own.json', text), '--json')).out);
      expect(replayed).toMatchObject({ scenario: 'mine.ts', sameDigest: true, divergence: null });
    });
  });

  it('says when it does not come to the run that was recorded', async () => {
    const text = readFileSync(file, 'utf8');
    const digest = /"digest":"([0-9a-f]{16})"/.exec(text)?.[1] ?? '';
    writeFileSync('other.html', text.replace(`"digest":"${digest}"`, '"digest":"0123456789abcdef"'));
    const { page } = await open('other.html');

    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('not the run that was recorded');
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

describeInBrowser('the page of a long run', (browser) => {
  it('of more than 2,000 events is small, and smooth to scrub', async () => {
    const file = await pageOf('found/nexus-crash-loop', '--design', DESIGN);
    expect(statSync(file).size).toBeLessThan(1_500_000);
    const { page, errors } = await browser.open(file);
    const total = Number((await page.locator('.position span').innerText()).match(/\d+/)?.[0]);

    expect(total).toBeGreaterThan(2_000);
    for (const step of ['500', '1000', '2000', '3000']) {
      await page.getByRole('slider', { name: 'Step' }).fill(step);
      await expect.poll(() => page.locator('.row.is-current').count()).toBe(1);
      // What is not in view is not there: that is what keeps it smooth.
      expect(await page.locator('.row').count()).toBeLessThan(80);
    }
    expect(errors).toEqual([]);
    await page.close();
  });
});
