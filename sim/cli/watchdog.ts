// Lets what a scenario file has begun come to the surface: a promise that it rejects and nobody catches, or one that
// goes on for ever and lets nothing else run. The latter is interrupted from another thread.

import { Worker } from 'node:worker_threads';
import { TimeUp } from './bound.ts';

const WAITING = 0;
const CALLED_OFF = 1;
const BITING = 2;

/** Waits to be called off; otherwise it ends what the main thread is at. */
const DOG = `
const { workerData: { state, maxMs } } = require('node:worker_threads');
if (Atomics.wait(state, 0, ${WAITING}, maxMs) === 'timed-out') {
  const { Session } = require('node:inspector');
  const session = new Session();
  session.connectToMainThread();
  Atomics.store(state, 0, ${BITING});
  session.post('Runtime.terminateExecution', () => session.disconnect());
}
`;

/** One turn of the event loop. Throws {@link TimeUp} when it does not come around, and what was rejected meanwhile. */
export async function letSurface(maxS: number): Promise<void> {
  const state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const dog = new Worker(DOG, { eval: true, workerData: { state, maxMs: maxS * 1_000 } });
  dog.unref();
  let rejected: { readonly reason: unknown } | undefined;
  const note = (reason: unknown) => {
    rejected ??= { reason };
  };
  process.on('unhandledRejection', note);
  const hasBitten = await new Promise<boolean>((resolve) => {
    // A bite may come late and end whatever is at work then, this as well: so it is tried until it comes through.
    const timer = setInterval(() => {
      if (Atomics.compareExchange(state, 0, WAITING, CALLED_OFF) === BITING && dog.threadId >= 0) return;
      clearInterval(timer);
      Atomics.notify(state, 0);
      resolve(Atomics.load(state, 0) === BITING);
    });
  });
  process.off('unhandledRejection', note);
  if (hasBitten) throw new TimeUp(maxS);
  if (rejected) throw rejected.reason;
}
