// What no line may contain, and where.

import { ban, isCode, isSimulated, isTest, type Rule } from './rule.ts';

const COLUMNS_MAX = 120;

/** Files that may have a default export, each with its reason. */
export const DEFAULT_EXPORTS: Readonly<Record<string, string>> = {
  'test/vitest.config.ts': 'the test runner reads nothing else',
  'test/mutation/vitest.config.ts': 'the test runner reads nothing else',
};

/** A path in pieces, so that the snippets below are no paths of a machine themselves. */
const pathOf = (...parts: string[]) => ['', ...parts].join('/');

export const BANS: readonly Rule[] = [
  ban({
    name: 'no clock in the simulated code: time is virtual',
    where: isSimulated,
    pattern: /\bDate\b|\bperformance\b/,
    at: 'sim/rack/x.ts',
    bad: ['const now = Date.now();', 'const t = performance.now();'],
    good: "const label = 'Date'; // the Date of a row",
  }),
  ban({
    name: 'no randomness in the simulated code but the kernel’s',
    where: isSimulated,
    pattern: /\bMath\.random\b|\bcrypto\b/,
    at: 'sim/search/x.ts',
    bad: ['const roll = Math.random();', 'const id = crypto.randomUUID();'],
    good: 'const roll = random.below(6);',
  }),
  ban({
    name: 'no timers in the simulated code',
    where: isSimulated,
    pattern: /\b(set(Timeout|Interval|Immediate)|queueMicrotask|requestAnimationFrame)\b/,
    at: 'sim/kernel/x.ts',
    bad: ['setTimeout(run, 5);', 'const id = setInterval(run, 5);', 'queueMicrotask(run);'],
    good: "yield* sleep('setTimeout', 5);",
  }),
  ban({
    name: 'no look at the process that it runs in, in the simulated code',
    where: isSimulated,
    // Node's own members, because `process` is also what the simulated code calls its own.
    pattern: /(?<![.\w])process\.(argv|cwd|env|exit\w*|hrtime|memoryUsage|nextTick|on|once|pid|platform|std\w+)\b/,
    at: 'sim/rack/x.ts',
    bad: ['if (process.env.DEBUG) stop();', 'process.exit(1);', 'process.on(signal, stop);'],
    good: "if (process.startsWith('sled-')) return task.process.env;",
  }),
  ban({
    name: 'no printing from the simulated code',
    where: isSimulated,
    pattern: /\bconsole\b|\bglobalThis\b/,
    at: 'sim/kernel/x.ts',
    bad: ['console.log(row);', 'globalThis.count = 1;'],
    good: "yield* note('console');",
  }),
  ban({
    name: 'no asynchrony in the simulated code: a task is a generator',
    where: isSimulated,
    pattern: /\basync\b|\bawait\b|\bPromise\b/,
    at: 'scenarios/x.ts',
    bad: ['async function run() {}', 'const row = await fetch();', 'return Promise.resolve(1);'],
    good: 'const row = yield* fetchRow(); // an async fn in the real one',
  }),
  ban({
    name: 'no for..in in the simulated code: it walks prototypes and integer keys first',
    where: isSimulated,
    pattern: /\bfor\s*\((const|let|var)\s+\w+\s+in\b/,
    at: 'sim/rack/x.ts',
    bad: ['for (const id in rows) visit(id);'],
    good: 'for (const id of Object.keys(rows)) if (id in rows) visit(id);',
  }),
  ban({
    name: 'nothing in the simulated code that depends on the machine’s language or garbage collector',
    where: isSimulated,
    pattern: /\blocaleCompare\b|\btoLocale\w+\b|\bIntl\b|\bWeak(Ref|Map|Set)\b|\bFinalizationRegistry\b/,
    at: 'sim/search/x.ts',
    bad: ['names.sort((a, b) => a.localeCompare(b));', 'const text = n.toLocaleString();', 'new WeakRef(task);'],
    good: 'names.sort((a, b) => (a < b ? -1 : 1));',
  }),
  ban({
    name: 'no branch on the name of a design: designs differ by toggles',
    where: isCode,
    pattern: /\bdesign(\.name|\.id)?\s*[!=]==?|[!=]==?\s*(\w+\.)?design\b|\bswitch\s*\((\w+\.)?design\b/i,
    at: 'sim/rack/x.ts',
    bad: ["if (design === 'pr-6795/1') skip();", 'if (config.design !== other) skip();', 'switch (design.name) {'],
    good: 'if (design.toggles.terminate === true) skip();',
  }),
  ban({
    name: 'no any',
    where: isCode,
    pattern: /(:|\bas|<|\||,|=)\s*any\b(?!\s*\()/,
    at: 'reports/x.ts',
    bad: ['const row: any = read();', 'const row = read() as any;', 'const rows = new Map<string, any>();'],
    good: "const row: unknown = read(); // any row\nconst any = 'any';",
  }),
  ban({
    name: 'no switched-off type check',
    where: isCode,
    inText: true,
    pattern: /@ts-(ignore|nocheck)/,
    at: 'sim/cli/x.ts',
    bad: [`// ${'@ts'}-ignore: it works`],
    good: '// @ts-expect-error: the parser refuses this, which is the test.',
  }),
  ban({
    name: 'no default exports, save where a tool insists',
    where: (path) => isCode(path) && !(path in DEFAULT_EXPORTS),
    pattern: /\bexport\s+default\b|\bas\s+default\b/,
    at: 'sim/kernel/x.ts',
    bad: ['export default class Clock {}', 'export { clock as default };'],
    good: "export const clock = 'export default';",
  }),
  ban({
    name: 'no focused or skipped tests',
    where: isTest,
    pattern: /\b(it|test|describe|bench)(\.\w+)*\.(only|skip|todo|fails)\b|\bx(it|describe)\b/,
    at: 'test/x.test.ts',
    bad: ["it.only('works', run);", "describe.skip('later', run);", "test.concurrent.todo('later');"],
    good: "it.each(cases)('skips nothing', run); // it.only",
  }),
  ban({
    name: `no line of code over ${COLUMNS_MAX} columns`,
    where: isCode,
    inText: true,
    pattern: new RegExp(`^.{${COLUMNS_MAX + 1}}`),
    at: 'sim/rack/x.ts',
    bad: [`// ${'x'.repeat(COLUMNS_MAX)}`],
    good: `// ${'x'.repeat(COLUMNS_MAX - 3)}`,
  }),
  ban({
    name: 'no path of the machine it was written on',
    where: () => true,
    inText: true,
    pattern: /(?<![\w.)\]}])\/(work|tmp|root|home|Users)\/\w+/,
    at: 'README.md',
    bad: [`see ${pathOf('work', 'x', 'sim')}`, `"${pathOf('tmp', 'x')}"`, `(${pathOf('home', 'x')})`],
    good: 'see sim/home/x and https://example.org/home/x',
  }),
  ban({
    name: 'no package registry by name',
    where: () => true,
    inText: true,
    pattern: /https?:\/\/[^\s'"/]*(registry|npmjs|artifactory|verdaccio)[^\s'"]*/,
    at: 'package-lock.json',
    bad: [`"resolved": "https:${pathOf('', 'registry.example.org', 'x', '-', 'x-1.0.0.tgz')}"`],
    good: '"integrity": "sha512-registry"',
  }),
];
