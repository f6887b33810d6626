// npm run mutate [PART...]: mutates the parts of sim/rack one after the other and lets the unit tests judge. It takes
// up where it was stopped: what has not changed since is not run again. Results go to reports/out/mutation/.

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { PARTS, resultOf, table } from './score.ts';

const asked = process.argv.slice(2);
const unknown = asked.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) {
  console.error(`no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);
  process.exit(2);
}

mkdirSync('reports/out/mutation', { recursive: true });
for (const part of asked.length > 0 ? asked : PARTS) {
  const args = [
    ...['stryker', 'run', 'test/mutation/stryker.config.json', '--mutate', `sim/rack/${part}/**/*.ts`],
    ...['--incrementalFile', resultOf(part)],
  ];
  const { status } = spawnSync('npx', args, { stdio: 'inherit', env: { ...process.env, RACK_PART: part } });
  if (status !== 0) process.exit(status ?? 1);
}
console.log(table());
