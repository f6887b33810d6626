// Spreads work over threads. Jobs are handed out in order and their results are taken in that same order, so that
// what comes of them does not depend on how many threads there are.
// With led.ts, all of the search that knows Node.

import { type MessagePort, Worker as Thread } from 'node:worker_threads';

/** Does one job at a time. */
export interface Hand<J, R> {
  work(job: J): Promise<R>;
  close(): Promise<void>;
}

/** What a thread answers. */
export type Answer<R> = { readonly ok: true; readonly result: R } | { readonly ok: false; readonly error: Failure };

/** An error as it crosses the border between threads. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** A job failed in a thread; `cause` names the kind of error. */
export class JobError extends Error {
  override readonly name: string;
  constructor({ name, message }: Failure) {
    super(message);
    this.name = name;
  }
}

/** Works in this thread, and lets signals through between two jobs. */
export function ownHand<J, R>(perform: (job: J) => Promise<R>): Hand<J, R> {
  return {
    async work(job) {
      await new Promise((resolve) => setImmediate(resolve));
      return perform(job);
    },
    async close() {},
  };
}

/** Threads do not inherit a loader for TypeScript, so each brings its own: for modules, and for what they require. */
const BOOT = `
const { workerData } = require('node:worker_threads');
Promise.all(workerData.loaders.map((loader) => import(loader))).then((loaders) => {
  for (const { register } of loaders) register();
  return import(workerData.entry);
});
`;

/** A thread that runs the module `entry`; `data` is there as `workerData.data`. */
export function beginThread(entry: URL, data?: unknown, transferList: MessagePort[] = []): Thread {
  const loaders = ['tsx/cjs/api', 'tsx/esm/api'].map((name) => import.meta.resolve(name));
  return new Thread(BOOT, { eval: true, workerData: { loaders, entry: entry.href, data }, transferList });
}

/** Threads that one job may cost: a job that kills the third is at fault itself. */
const DEATHS_MAX = 3;

/**
 * A thread that runs the module `entry`: it answers each message, a job, by an {@link Answer}. One that dies is
 * replaced, and the job that it had is done again: an answer comes whole or not at all, so nothing is counted twice.
 */
export function threadHand<J, R>(entry: URL): Hand<J, R> {
  let thread = beginThread(entry);
  return {
    async work(job) {
      for (let deaths = 1; ; deaths++) {
        const answer = await answerOf<J, R>(thread, job);
        if ('reason' in answer) {
          if (deaths === DEATHS_MAX) throw new JobError({ name: 'Death', message: deathMessage(answer) });
          thread = beginThread(entry);
        } else if (answer.ok) return answer.result;
        else throw new JobError(answer.error);
      }
    },
    async close() {
      await thread.terminate();
    },
  };
}

/** A thread that ended instead of answering. */
interface Death {
  readonly reason: string;
}

function deathMessage({ reason }: Death): string {
  return `${DEATHS_MAX} workers have died of the same work, the last of: ${reason}`;
}

function answerOf<J, R>(thread: Thread, job: J): Promise<Answer<R> | Death> {
  return new Promise((resolve) => {
    const settle = (answer: Answer<R> | Death) => {
      thread.off('message', settle).off('error', onError).off('exit', onExit);
      resolve(answer);
    };
    const onError = (error: Error) => settle({ reason: error.message });
    const onExit = (code: number) => settle({ reason: `it ended with code ${code}` });
    thread.on('message', settle).on('error', onError).on('exit', onExit);
    thread.postMessage(job);
  });
}

export interface SpreadOptions<R> {
  /** Called with the results in the order of the jobs; answer `'stop'` to want no more. */
  readonly onResult: (result: R, index: number) => 'stop' | undefined;
  /** Asked before each job is handed out. Those under way are waited for. */
  readonly shouldStop?: () => boolean;
}

/** Works off the jobs. Rejects with the first job's error, in the order of the jobs. */
export async function spread<J, R>(
  jobs: Iterable<J>,
  hands: readonly Hand<J, R>[],
  { onResult, shouldStop }: SpreadOptions<R>,
): Promise<void> {
  const source = jobs[Symbol.iterator]();
  const done = new Map<number, { readonly result: R } | { readonly error: unknown }>();
  let handedOut = 0;
  let taken = 0;
  let isStopped = false;
  let failure: { readonly error: unknown } | undefined;

  const takeInOrder = () => {
    for (let next = done.get(taken); next !== undefined && !isStopped; next = done.get(taken)) {
      done.delete(taken);
      if ('error' in next) failure = next;
      if ('error' in next || onResult(next.result, taken) === 'stop') isStopped = true;
      taken++;
    }
  };
  const workOff = async (hand: Hand<J, R>) => {
    while (!isStopped && !shouldStop?.()) {
      const job = source.next();
      if (job.done) return;
      const index = handedOut++;
      done.set(
        index,
        await hand.work(job.value).then(
          (result) => ({ result }),
          (error: unknown) => ({ error }),
        ),
      );
      takeInOrder();
    }
  };
  await Promise.all(hands.map(workOff));
  if (failure !== undefined) throw failure.error;
}
