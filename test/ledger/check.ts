// npm run ledger -- omicron=GIT_DIR propolis=GIT_DIR steno=GIT_DIR: looks every path and symbol of the ledger up at its
// commit, in clones of the repositories. Exits with 1 when one is not there.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { entriesOf, tagsOf } from './ledger.ts';

const clones = new Map(process.argv.slice(2).map((argument) => argument.split('=') as [string, string]));
const ledger = readFileSync('sim/rack/README.md', 'utf8');
const tags = tagsOf(ledger);

const texts = new Map<string, string | undefined>();
function textOf(folder: string, commit: string, path: string): string | undefined {
  const key = `${commit}:${path}`;
  if (!texts.has(key)) {
    const shown = spawnSync('git', ['-C', folder, 'show', key], { encoding: 'utf8', maxBuffer: 2 ** 27 });
    texts.set(key, shown.status === 0 ? shown.stdout : undefined);
  }
  return texts.get(key);
}

let found = 0;
const missing: string[] = [];
for (const { operations, sources } of entriesOf(ledger)) {
  for (const { tag, path, symbols } of sources) {
    const { name = '', commit = '' } = tags.get(tag) ?? {};
    const folder = clones.get(name);
    if (folder === undefined) {
      console.error(`say where a clone of ${name} is: ${name}=GIT_DIR`);
      process.exit(2);
    }
    const text = textOf(folder, commit, path);
    for (const symbol of symbols) {
      if (text !== undefined && new RegExp(`\\b${symbol}\\b`).test(text)) found++;
      else missing.push(`${operations[0]}: ${name} @ ${commit} ${path} has no ${text === undefined ? 'file' : symbol}`);
    }
  }
}
console.log(`${found} symbols found, ${missing.length} missing`);
for (const line of missing) console.log(line);
process.exit(missing.length > 0 ? 1 : 0);
