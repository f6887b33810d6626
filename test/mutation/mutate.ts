// npm run mutate -- [PART...]: mutates the parts of sim/rack one after the other, lets the tests of each judge, and
// writes the table of the README. What has not changed since the last time is not run again; --table runs nothing.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { PARTS, resultOf, STATIC_PARTS, table } from './score.ts';

const README = 'README.md';
const TABLE = /(?<=<!-- mutation -->\n)[\s\S]*?(?=<!-- \/mutation -->)/;

const isTableOnly = process.argv.includes('--table');
const asked = process.argv.slice(2).filter((argument) => argument !== '--table');
const unknown = asked.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) {
  console.error(`no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);
  process.exit(2);
}

mkdirSync('reports/out/mutation', { recursive: true });
const parts = asked.length > 0 ? asked : PARTS;
for (const part of isTableOnly ? [] : parts) {
  const args = [
    ...['stryker', 'run', 'test/mutation/stryker.config.json', '--mutate', `sim/rack/${part}/**/*.ts`],
    ...['--incrementalFile', resultOf(part)],
    ...(STATIC_PARTS.includes(part) ? [] : ['--ignoreStatic']),
  ];
  const { status } = spawnSync('npx', args, { stdio: 'inherit', env: { ...process.env, RACK_PART: part } });
  if (status !== 0) process.exit(status ?? 1);
}
writeFileSync(
  README,
  readFileSync(README, 'utf8').replace(TABLE, () => `${table()}\n`),
);
console.log(table());
