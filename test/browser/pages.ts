// What the tests of the page of a run have in common.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import { rack } from '../cli/harness.ts';
import type { Browser, OpenPage } from './browser.ts';

/** Runs a scenario that violates something; answers the path of its page. */
export async function pageOf(...words: string[]): Promise<string> {
  const ended = await rack('run', ...words, '--json');
  const { report } = JSON.parse(ended.out) as { report: string | null };
  if (typeof report !== 'string') throw new Error(`no page: ${ended.err}${ended.out}`);
  return report;
}

/** The step that the reader is at. */
export const position = (page: Page): Promise<string> => page.locator('output strong').innerText();

export const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name }).click();

/** What a click downloads, as text. */
export async function saved(page: Page, button: string): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  return readFileSync(await (await coming).path(), 'utf8');
}

/** Opens pages, one a test. Whatever is done on it, a page neither fails nor asks the network for anything. */
export function opening(browser: Browser): Browser['open'] {
  let opened: OpenPage | undefined;
  afterEach(async () => {
    expect(opened?.errors ?? []).toEqual([]);
    expect(opened?.requests ?? []).toEqual([]);
    await opened?.page.close();
    opened = undefined;
  });
  return async (...args) => {
    opened = await browser.open(...args);
    return opened;
  };
}
