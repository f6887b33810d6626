// A real browser for the tests that look at pages as a person does. Where there is none they are skipped and say so;
// in CI there has to be one.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const path = PATHS.find((one) => existsSync(one));

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export interface Browser {
  /** Opens a file in a page of its own. */
  readonly open: (file: string, options?: OpenOptions) => Promise<OpenPage>;
}

export interface OpenOptions {
  /** With its `#`. */
  readonly hash?: string;
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  /** What is there once the page can be used; a step of a run unless said. */
  readonly ready?: string;
}

export interface OpenPage {
  readonly page: Page;
  /** Whatever the page asked the network for; and errors of its scripts. */
  readonly requests: readonly string[];
  readonly errors: readonly string[];
}

/** A group of tests that need a browser; it is started once for all of them. */
export function describeInBrowser(name: string, tests: (browser: Browser) => void): void {
  if (path === undefined) {
    const what = `${name}: skipped, since there is no browser here (${PATHS.join(', ')})`;
    it(what, ({ skip }) => {
      expect(process.env.CI, 'CI has to have a browser').toBeUndefined();
      skip(what);
    });
    return;
  }
  describe(name, () => {
    let context: BrowserContext;
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'browser-'));
      context = await chromium.launchPersistentContext(folder, { executablePath: path, headless: true, args: FLAGS });
    });
    afterAll(async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    });
    tests({ open: (file, options) => open(context, file, options) });
  });
}

async function open(context: BrowserContext, file: string, options: OpenOptions = {}): Promise<OpenPage> {
  const { hash = '', width = 1366, height = 768, scheme = 'light', ready = '[data-step]' } = options;
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  const { href } = pathToFileURL(file);
  page.on('request', (request) => {
    if (!request.url().startsWith(href)) requests.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: scheme });
  await page.goto(href + hash);
  await page.locator(ready).first().waitFor();
  return { page, requests, errors };
}
