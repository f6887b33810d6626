// The body of a worker that dies of its job as often as the job says, and then answers it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** `file` counts the deaths: nothing else of a thread outlives it. */
export interface MortalJob {
  readonly file: string;
  readonly deaths: number;
  readonly how: 'exit' | 'throw';
}

parentPort?.on('message', ({ file, deaths, how }: MortalJob) => {
  const died = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (died >= deaths) {
    parentPort?.postMessage({ ok: true, result: died });
    return;
  }
  writeFileSync(file, String(died + 1));
  if (how === 'exit') process.exit(7);
  throw new Error('a worker is killed');
});
