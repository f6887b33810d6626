// Read back with Mermaid's own parser. It wants a document to clean texts with; one without a screen will do.

import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import { mermaidDiagram } from '../../reports/mermaid/mermaid.ts';
import { hostileRun, RUNS, recordNamed } from './runs.ts';

interface Parsed {
  readonly title: string;
  readonly actors: readonly string[];
  readonly messages: readonly string[];
}

let parse: (text: string) => Promise<Parsed>;

beforeAll(async () => {
  const { document, window } = parseHTML('<html><body></body></html>');
  Object.assign(globalThis, { document, window });
  const { default: mermaid } = await import('mermaid');
  parse = async (text) => {
    expect(await mermaid.parse(text)).toMatchObject({ diagramType: 'sequence' });
    const { db } = (await mermaid.mermaidAPI.getDiagramFromText(text)) as unknown as { db: Db };
    return {
      title: plain(db.getDiagramTitle()),
      actors: Array.from(db.getActors().values(), ({ description }) => plain(description)),
      messages: db.getMessages().map(({ message }) => plain(String(message))),
    };
  };
  return () => {
    for (const name of ['document', 'window']) delete (globalThis as Record<string, unknown>)[name];
  };
});

/** Of Mermaid's own data, what is read here. */
interface Db {
  readonly getDiagramTitle: () => string;
  readonly getActors: () => ReadonlyMap<string, { readonly description: string }>;
  readonly getMessages: () => readonly { readonly message: unknown }[];
}

/** Entities, as Mermaid keeps them until it draws. */
function plain(text: string): string {
  return text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
}

describe('the Mermaid diagram', () => {
  it.each(RUNS)('of %s is one that Mermaid draws', async (_, make) => {
    const text = mermaidDiagram(make());
    const { messages } = await parse(text);

    expect(messages.length).toBeGreaterThan(10);
    expect(text.length).toBeLessThanOrEqual(50_000);
  });

  it('has clients, Nexuses, the database, sleds and Propolises in this order', async () => {
    const { actors } = await parse(mermaidDiagram(recordNamed('found/terminate-vs-watcher', 'pr-6795/6')));

    expect(actors).toEqual(['client', 'nexus-1', 'nexus-2', 'database', 'sled-1', 'propolis vmm-2']);
  });

  it('tells requests, answers, statements, changes and what is violated', async () => {
    const { messages } = await parse(mermaidDiagram(recordNamed('found/terminate-vs-watcher', 'pr-6795/6')));

    expect(messages).toEqual(
      expect.arrayContaining([
        '6 terminate A: unregister vmm-1',
        '11 terminate A: sled-1 unregister vmm-1: destroyed gen 5',
        '18 instance-watcher/vmm-1: write the report of vmm-1',
        'vmm-1: running gen 4 -> failed gen 5',
        '93 terminate A is answered 202 running',
        expect.stringMatching(/^VIOLATED intent: expected instance-1 not to run/),
      ]),
    );
  });

  it('has a request for every answer', () => {
    for (const [, make] of RUNS) {
      const arrows = mermaidDiagram(make()).match(/^ {2}p\d+--?>>p\d+: /gm) ?? [];
      const [requests, answers] = [
        arrows.filter((one) => !one.includes('--')),
        arrows.filter((one) => one.includes('--')),
      ];

      expect(answers.length).toBeLessThanOrEqual(requests.length);
    }
  });

  it('shows a lost message as a cross', () => {
    const text = mermaidDiagram(recordNamed('seed/undo-unreachable', 'pr-6795/6'));

    expect(text).toMatch(/p\d+-xp\d+: \d+ FAULT drop-/);
  });

  it('shows hostile text and does not obey it', async () => {
    const text = mermaidDiagram(hostileRun());
    const { title, messages } = await parse(text);

    expect(title).toContain('a <b onload="x()">&amp; \'q\' "d" `c` ]]> --> ; # %%');
    expect(messages.some((message) => message.includes('a <b onload="x()">&amp;'))).toBe(true);
    expect(/[<`\\]/.test(text)).toBe(false);
  });

  it('of a run that is too long has the end, and says how much is missing', async () => {
    const run = recordNamed('found/terminate-vs-watcher', 'pr-6795/6');
    const records = Array.from({ length: 12 }, (_, round) =>
      run.records.map((each) => ({ ...each, index: each.index + round * run.records.length })),
    ).flat();
    const last = records.length;
    const violations = run.violations.slice(0, 1).map((each) => ({ ...each, step: last }));
    const text = mermaidDiagram({ ...run, records, choices: last, violations });
    const { messages } = await parse(text);

    expect(text.length).toBeLessThanOrEqual(50_000);
    expect(messages[0]).toMatch(/^\d+ steps before this one are left out$/);
    expect(messages.at(-1)).toMatch(/^VIOLATED no-lost-report/);
  });
});
