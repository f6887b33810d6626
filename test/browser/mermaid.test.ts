// The diagram of a run, drawn by Mermaid as GitHub draws it.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { mermaidDiagram } from '../../reports/mermaid/mermaid.ts';
import { useEmptyFolder } from '../cli/harness.ts';
import { hostileRun, recordNamed } from '../reports/runs.ts';
import { describeInBrowser } from './browser.ts';

const MERMAID = fileURLToPath(new URL('../../node_modules/mermaid/dist/mermaid.min.js', import.meta.url));

useEmptyFolder();

describeInBrowser('the Mermaid diagram', (browser) => {
  async function drawn(text: string) {
    writeFileSync('empty.html', '<!doctype html><html lang="en"><title>x</title><body><p>x</p></body></html>');
    const opened = await browser.open('empty.html', { ready: 'p' });
    const { page } = opened;
    await page.addScriptTag({ path: MERMAID });
    const texts = await page.evaluate(async (source) => {
      const { mermaid } = globalThis as unknown as { mermaid: Mermaid };
      mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
      const { svg } = await mermaid.render('diagram', source);
      document.body.innerHTML = svg;
      return Array.from(document.querySelectorAll('svg text'), (one) => one.textContent ?? '');
    }, text);
    const elements = await page.locator('svg b, svg script, svg [onload]').count();
    await page.close();
    return { texts, elements, errors: opened.errors };
  }

  it('is drawn, with a line for each step that is told', async () => {
    const { texts, errors } = await drawn(mermaidDiagram(recordNamed('found/terminate-vs-watcher', 'pr-6795/6')));

    expect(errors).toEqual([]);
    expect(texts).toContain('11 terminate A: sled-1 unregister vmm-1: destroyed gen 5');
    expect(texts).toContain('vmm-1: running gen 4 -> failed gen 5');
    expect(texts.some((text) => text.startsWith('VIOLATED intent: expected instance-1'))).toBe(true);
  });

  it('shows hostile text and does not obey it', async () => {
    const { texts, elements } = await drawn(mermaidDiagram(hostileRun()));

    expect(elements).toBe(0);
    expect(texts.some((text) => text.includes('a <b onload="x()">&amp; \'q\' "d" `c` ]]> --> ; # %%'))).toBe(true);
  });
});

/** Of Mermaid, what is called here. */
interface Mermaid {
  initialize(config: object): void;
  render(id: string, text: string): Promise<{ readonly svg: string }>;
}
