// The body of a worker thread: does each job that it is sent, and answers it.

import { parentPort } from 'node:worker_threads';
import type { Answer } from '../search/pool/pool.ts';
import { type Job, type JobResult, perform } from './jobs.ts';
import { keepOutputApart } from './leave.ts';

keepOutputApart();

parentPort?.on('message', async (job: Job) => {
  let answer: Answer<JobResult>;
  try {
    answer = { ok: true, result: await perform(job) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    answer = { ok: false, error: { name, message } };
  }
  parentPort?.postMessage(answer);
});
