// The page of a run, opened from a file in a real browser, as a reader would.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { rack, useEmptyFolder } from '../cli/harness.ts';
import { describeInBrowser } from './browser.ts';
import { opening, pageOf, position, tab } from './pages.ts';

const RACE = 'found/terminate-vs-watcher';
const DESIGN = 'pr-6795/6';

useEmptyFolder();

describeInBrowser('the page of a run', (browser) => {
  let file = '';
  const open = opening(browser);

  beforeAll(async () => {
    file = await pageOf(RACE, '--design', DESIGN);
  });
  it('opens where the first invariant is violated, and says what was run', async () => {
    const { page } = await open(file);

    expect(await position(page)).toBe('18');
    expect(await page.locator('h1').innerText()).toContain('the watcher asks before the end is written');
    expect(await page.locator('.header').innerText()).toContain('violated');
    expect(await page.locator('.lane-name').allInnerTexts()).toHaveLength(9);
    await expect.poll(() => page.url(), { timeout: 10_000 }).toMatch(/#step=18$/);
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
      await expect.poll(() => page.url(), { timeout: 10_000 }).toMatch(/#step=18$/);
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
    await page.locator('.toolbar summary').click();
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
          const isName = (one: typeof a) => one.selector === '.lane-title';
          return isOver && isName(a) === isName(b) ? [`${a.selector} ${b.selector}`] : [];
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

  it('says when it does not come to the run that was recorded', async () => {
    const text = readFileSync(file, 'utf8');
    const digest = /"digest":"([0-9a-f]{16})"/.exec(text)?.[1] ?? '';
    writeFileSync('other.html', text.replace(`"digest":"${digest}"`, '"digest":"0123456789abcdef"'));
    const { page } = await open('other.html');

    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('not the run that was recorded');
  });
});

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
