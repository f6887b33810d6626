// The pages of a comparison, of a hunt and of proofs, opened from files in a real browser, as a reader would.

import { readFileSync } from 'node:fs';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { rack, useEmptyFolder } from '../cli/harness.ts';
import { describeInBrowser, type OpenOptions, type OpenPage } from './browser.ts';

useEmptyFolder();

/** A laptop and a projector; a light system and a dark one. */
const SIZES = [
  { width: 1366, height: 768, scheme: 'light' },
  { width: 1920, height: 1080, scheme: 'dark' },
] as const;

/** What a checker of the Web Content Accessibility Guidelines, levels A and AA, finds. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    () => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run() as Promise<AxeResults>,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Every page of this file fits, at any size, without barriers, errors or requests. */
function itFits(open: (options: OpenOptions) => Promise<OpenPage>): void {
  it.each(SIZES)('fits at $width x $height in $scheme, without barriers, errors or requests', async (size) => {
    const { page, requests, errors } = await open(size);

    expect(await overflow(page)).toBe(0);
    expect(await barriers(page)).toEqual([]);
    expect(requests).toEqual([]);
    expect(errors).toEqual([]);
    await page.close();
  });
}

describeInBrowser('the page of a comparison', (browser) => {
  const FILE = 'reports/out/compare.html';
  const open = (options?: OpenOptions) => browser.open(FILE, { ready: 'h1', ...options });

  beforeAll(async () => {
    const scenarios = ['found/terminate-vs-watcher', 'found/second-stop', 'seed/terminate-running'];
    await rack('compare', ...scenarios, '--designs', 'oct-2024,pr-6795/1,pr-6795/6', '--jobs', '1', '--json');
  });

  itFits(open);

  it('opens with the answer, and shows the first rows without scrolling', async () => {
    const { page } = await open();
    const box = await page.locator('.matrix-table tbody tr').first().boundingBox();

    expect(await page.locator('h1').innerText()).toMatch(/^None of the 3 designs keeps all \d+ invariants\./);
    expect((box?.y ?? 999) + (box?.height ?? 999)).toBeLessThan(768);
    await page.close();
  });

  it('is one table to who cannot see it, with the words of each cell', async () => {
    const { page } = await open();
    const table = page.getByRole('table', { name: /Invariants in rows, designs in columns/ });

    expect(await table.getByRole('columnheader', { name: /pr-6795\/6 breaks \d+/ }).count()).toBe(1);
    expect(await table.getByRole('rowheader', { name: /^intent after an accepted stop/ }).count()).toBe(1);
    expect(await table.getByRole('link', { name: /^violated \d scenarios?/ }).count()).toBeGreaterThan(5);
    await page.close();
  });

  it('opens the run behind a red cell, at the step that shows it', async () => {
    const { page } = await open();

    await page.locator('td.violated a.cell').last().click();
    await page.locator('[data-step]').first().waitFor();

    await expect.poll(() => page.url(), { timeout: 10_000 }).toMatch(/schedules\/.*\.html#step=\d+$/);
    expect(await page.locator('.header').innerText()).toContain('violated');
    await page.close();
  });

  it('can be used by keys alone: the filter, the designs, the cells', async () => {
    const { page } = await open();
    const rows = page.locator('.matrix-table tbody tr:visible');
    const all = await rows.count();
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    const tabTo = async (selector: string) => {
      for (let presses = 0; presses < 40; presses++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
      }
      throw new Error(`no Tab leads to ${selector}`);
    };

    await tabTo('#only-differences');
    await page.keyboard.press('Space');
    expect(await rows.count()).toBeLessThan(all);
    await page.keyboard.press('Space');
    expect(await rows.count()).toBe(all);
    await tabTo('.scroll');
    await tabTo('a.design');
    expect(await focused()).toBe('oct-2024');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url(), { timeout: 10_000 }).toMatch(/#design-oct-2024$/);
    await tabTo('a[href*="schedules/"]');
    await page.keyboard.press('Enter');
    await page.locator('[data-step]').first().waitFor();
    await page.close();
  });

  it('keeps the names of the designs in sight while it scrolls', async () => {
    const { page } = await open();
    await page.mouse.wheel(0, 900);
    await page.waitForFunction(() => scrollY > 800);

    expect((await page.locator('.names a.design').first().boundingBox())?.y).toBeLessThan(30);
    await page.close();
  });

  it('prints on the width of the paper, without what cannot be used there', async () => {
    const { page } = await open({ width: 1040 });
    await page.emulateMedia({ media: 'print' });

    expect(await overflow(page)).toBe(0);
    expect(await page.locator('.filter').isVisible()).toBe(false);
    expect(await page.locator('.verdict').first().isVisible()).toBe(true);
    await page.close();
  });
});

describeInBrowser('the page of a hunt', (browser) => {
  const open = (options?: OpenOptions) => browser.open('reports/out/hunt.html', { ready: 'h1', ...options });

  beforeAll(async () => {
    const words = ['workloads/one-instance', '--design', 'oct-2024', '--invariant', 'progress', '--runs', '40'];
    await rack('hunt', ...words, '--keep-going', '--jobs', '1', '--json');
  });

  itFits(open);

  it('shows both pictures at a size that can be read, without scrolling', async () => {
    const { page } = await open();

    for (const chart of await page.locator('.chart svg').all()) {
      const box = await chart.boundingBox();
      expect(box?.width).toBeGreaterThan(450);
      expect((box?.y ?? 999) + (box?.height ?? 999)).toBeLessThan(768);
    }
    expect(await page.locator('.chart svg').count()).toBe(2);
    await page.close();
  });

  it('opens the run that it found', async () => {
    const { page } = await open();

    await page.getByRole('link', { name: 'Step through it' }).first().click();
    await page.locator('[data-step]').first().waitFor();
    await expect.poll(() => page.url(), { timeout: 10_000 }).toMatch(/schedules\/.*progress\.html/);
    await page.close();
  });

  it('prints its bars and lines', async () => {
    const { page } = await open({ width: 1040 });
    await page.emulateMedia({ media: 'print' });

    expect(await overflow(page)).toBe(0);
    expect(await page.locator('.chart svg').first().isVisible()).toBe(true);
    expect(readFileSync('reports/out/hunt.html', 'utf8')).toContain('print-color-adjust: exact');
    await page.close();
  });
});

describeInBrowser('the page of proofs', (browser) => {
  const open = (options?: OpenOptions) => browser.open('reports/out/prove.html', { ready: 'h1', ...options });

  beforeAll(async () => {
    const scenarios = ['seed/terminate-in-start', 'seed/terminate-twice', 'workloads/one-instance'];
    await rack('prove', ...scenarios, '--invariant', 'no-lost-report', '--design', 'pr-6795/6', '--max-states', '5000');
  });

  itFits(open);

  it('begins with a list of them, and shows both pictures of the first without scrolling', async () => {
    const { page } = await open({ width: 1920, height: 1080 });

    expect(await page.getByRole('navigation', { name: 'Searches' }).getByRole('link').count()).toBe(3);
    for (const chart of (await page.locator('article').first().locator('.chart svg').all()).slice(0, 2)) {
      const box = await chart.boundingBox();
      expect(box?.width).toBeGreaterThan(450);
      expect((box?.y ?? 9_999) + (box?.height ?? 9_999)).toBeLessThan(1_080);
    }
    await page.close();
  });

  it('says of the one that gave up what it had not reached', async () => {
    const { page } = await open();
    const last = page.locator('article').last();

    expect(await last.locator('h1').innerText()).toMatch(/given up at [\d,]+ states/);
    expect(await last.getByRole('row', { name: /a start saga unwound never/ }).count()).toBe(1);
    expect(await last.locator('figure').last().locator('svg').textContent()).toContain('never');
    await page.close();
  });

  it('opens the counterexample that it found', async () => {
    const { page } = await open();

    await page.getByRole('link', { name: 'Step through it' }).first().click();
    await page.locator('[data-step]').first().waitFor();
    await expect.poll(() => page.url(), { timeout: 10_000 }).toMatch(/schedules\/.*no-lost-report\.html/);
    await page.close();
  });
});
