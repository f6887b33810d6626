// What holds for a file or for the tree as a whole.

import { builtinModules } from 'node:module';
import { type Finding, isCode, isSimulated, type Rule } from './rule.ts';
import type { Source } from './source.ts';

const LINES_MAX = 300;

/** Files that may be longer, each with its reason. */
export const LONG_FILES: Readonly<Record<string, string>> = {};

/** Exports, as `path:name`, that nobody imports, each with its reason. */
export const LONE_EXPORTS: Readonly<Record<string, string>> = {};

/** What may show at the top level. */
const TOP_LEVEL = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'README.md', 'LICENSE'],
  ...['sim', 'scenarios', 'test', 'reports'],
];

/** Who may import whom: `cli -> search, reports, scenarios -> rack -> kernel`. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'sim/kernel/': [],
  'sim/rack/': ['sim/kernel/'],
  'sim/search/': ['sim/rack/', 'sim/kernel/'],
  'scenarios/': ['sim/rack/', 'sim/kernel/'],
  // Pages that carry the simulator: to the reports what the command is.
  'reports/live/': ['reports/', 'sim/search/', 'scenarios/', 'sim/rack/', 'sim/kernel/'],
  'reports/': ['sim/rack/', 'sim/kernel/'],
  'sim/cli/': ['sim/search/', 'reports/', 'scenarios/', 'sim/rack/', 'sim/kernel/'],
  'test/': ['sim/cli/', 'sim/search/', 'reports/', 'scenarios/', 'sim/rack/', 'sim/kernel/'],
};

/** Packages that the simulated code may use: all of them run in a browser, too. */
const PURE_PACKAGES = ['eventemitter3', 'fastest-levenshtein', 'immer', 'seedrandom', 'zod'];

export const STRUCTURES: readonly Rule[] = [
  {
    name: `no file of code over ${LINES_MAX} lines, save a few with a reason`,
    check: (sources) =>
      sources
        .filter(({ path }) => isCode(path) && !(path in LONG_FILES))
        .map(({ path, text }) => ({ path, message: `${text.trimEnd().split('\n').length} lines` }))
        .filter(({ message }) => Number.parseInt(message, 10) > LINES_MAX),
    bad: [{ 'sim/rack/x.ts': 'line;\n'.repeat(LINES_MAX + 1) }],
    good: { 'sim/rack/x.ts': 'line;\n'.repeat(LINES_MAX), 'package-lock.json': '\n'.repeat(LINES_MAX + 9) },
  },
  {
    name: 'arrows that point one way: cli -> search, reports, scenarios -> rack -> kernel',
    check: (sources) =>
      sources.flatMap(({ path, imports }) => {
        const layer = layerOf(path);
        const allowed = layer === undefined ? [] : [layer, ...(ARROWS[layer] ?? [])];
        return imports
          .filter(({ from, isRelative }) => isRelative && !allowed.some((other) => from.startsWith(other)))
          .map(({ from }) => ({ path, message: `imports ${from}` }));
      }),
    bad: [
      { 'reports/html/x.ts': "import { walk } from '../../sim/search/walk.ts';" },
      { 'sim/kernel/x.ts': "import { rack } from '../rack/rack.ts';" },
      { 'sim/rack/x.ts': "import type {\n  Run,\n} from '../search/run.ts';" },
      { 'sim/search/x.ts': "import '../cli/main.ts';" },
      { 'scenarios/x.ts': "const { list } = import('../sim/cli/list.ts');" },
      { 'sim/rack/database/x.ts': "export { print } from '../../../reports/text.ts';" },
    ],
    good: { 'sim/cli/x.ts': "import { walk } from '../search/walk.ts';\n// import { y } from '../../test/y.ts'" },
  },
  {
    name: 'only packages that run anywhere in the simulated code, and nothing of Node',
    check: (sources) =>
      sources
        .filter(({ path }) => isSimulated(path))
        .flatMap(({ path, imports }) =>
          imports
            .filter(({ from, isRelative }) => !isRelative && !PURE_PACKAGES.includes(from))
            .map(({ from }) => ({ path, message: `imports ${from}${isBuiltin(from) ? ', a part of Node' : ''}` })),
        ),
    bad: [
      { 'sim/kernel/x.ts': "import { join } from 'node:path';" },
      { 'sim/search/x.ts': "import * as fs from 'fs';" },
      { 'scenarios/x.ts': "import chalk from 'chalk';" },
    ],
    good: {
      'sim/kernel/x.ts': "import { produce } from 'immer';",
      'sim/search/pool/x.ts': "import { Worker } from 'node:worker_threads';",
    },
  },
  {
    name: 'no dead exports: somebody imports each, or it is a type that its own file speaks of',
    check: deadExports,
    bad: [
      { 'sim/rack/x.ts': 'export function used() {}\nused();' },
      { 'sim/rack/x.ts': 'export interface Unused {}' },
      { 'sim/rack/x.ts': 'const a = 1;\nexport { a };' },
      { 'sim/rack/x.ts': 'export const a = 1;', 'sim/rack/y.ts': "import { a } from './z.ts';" },
    ],
    good: {
      'sim/rack/x.ts': 'export const a = 1;\nexport interface Options {}\nexport const b = (o: Options) => o;',
      'sim/rack/y.ts': "import { a, type b as c } from './x.ts';",
    },
  },
  {
    name: 'nothing at its top level but what belongs there',
    check: (sources) =>
      [...new Set(sources.map(({ path }) => path.split('/')[0] as string))]
        .filter((name) => !name.startsWith('.') && !TOP_LEVEL.includes(name))
        .map((name) => ({ path: name, message: `is not one of ${TOP_LEVEL.join(' ')}` })),
    bad: [{ 'notes.md': '' }, { 'src/x.ts': '' }],
    good: { 'README.md': '', 'sim/kernel/x.ts': '', '.ci/run': '' },
  },
];

const layerOf = (path: string) => Object.keys(ARROWS).find((layer) => path.startsWith(layer));

function isBuiltin(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name);
}

function deadExports(sources: readonly Source[]): Finding[] {
  const used = new Set<string>();
  for (const { imports } of sources) {
    for (const { from, names } of imports) for (const name of names) used.add(`${from}:${name}`);
  }
  return sources.flatMap(({ path, code, exports }) => {
    if (used.has(`${path}:*`)) return [];
    const isSpokenOf = (name: string) => (code.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length > 1;
    return exports
      .filter(({ name, isType }) => !(isType && isSpokenOf(name)))
      .filter(({ name }) => !used.has(`${path}:${name}`) && !(`${path}:${name}` in LONE_EXPORTS))
      .map(({ name }) => ({ path, message: `nobody imports ${name}` }));
  });
}
