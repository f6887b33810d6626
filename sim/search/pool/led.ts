// Threads that are led: all are given an order, and each answers it. Orders and answers pass while the leader holds its
// own thread, so that what is led by a generator can stay one; it need let go now and then only for the news that a
// thread has ended.

import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker, workerData } from 'node:worker_threads';
import { type Answer, beginThread, JobError } from './pool.ts';

/** What a thread is told when it begins; `brief` is for what it does, `part` its number, from 1. */
interface Led<B> {
  readonly brief: B;
  readonly part: number;
  readonly port: MessagePort;
  readonly gate: Int32Array;
}

/** Places in the gate: how many orders were given, and how many of the answers to the last are there. */
const ORDERS = 0;
const ANSWERS = 1;

export class Leader<O, A> {
  readonly size: number;
  private readonly gate = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  private readonly ports: MessagePort[] = [];
  private readonly threads: Worker[] = [];
  private death: string | undefined;

  /** So many threads, each of which runs the module `entry`, which calls {@link follow}. */
  constructor(size: number, entry: URL, brief: unknown) {
    this.size = size;
    for (let part = 1; part <= size; part++) {
      const { port1, port2 } = new MessageChannel();
      const led: Led<unknown> = { brief, part, port: port2, gate: this.gate };
      const thread = beginThread(entry, led, [port2]);
      thread
        .on('error', ({ message }) => this.note(message))
        .on('exit', (code) => this.note(`it ended with code ${code}`));
      this.ports.push(port1);
      this.threads.push(thread);
    }
  }

  send(order: O): void {
    Atomics.store(this.gate, ANSWERS, 0);
    for (const port of this.ports) port.postMessage(order);
    Atomics.add(this.gate, ORDERS, 1);
    Atomics.notify(this.gate, ORDERS);
  }

  /**
   * The answers in the order of the threads, once all are there: waits for them for some ms. Throws `JobError` when a
   * thread has failed, or has ended.
   */
  answers(ms: number): readonly A[] | undefined {
    const end = performance.now() + ms;
    for (;;) {
      const there = Atomics.load(this.gate, ANSWERS);
      if (there === this.size) return this.ports.map(answerFrom<A>);
      if (this.death !== undefined) throw new JobError({ name: 'Death', message: `a worker has died: ${this.death}` });
      const left = end - performance.now();
      if (left <= 0) return undefined;
      Atomics.wait(this.gate, ANSWERS, there, left);
    }
  }

  async close(): Promise<void> {
    for (const port of this.ports) port.close();
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }

  private note(reason: string): void {
    this.death ??= reason;
  }
}

function answerFrom<A>(port: MessagePort): A {
  const { message } = receiveMessageOnPort(port) as { message: Answer<A> };
  if (message.ok) return message.result;
  throw new JobError(message.error);
}

/** Follows, in a thread that is led: `begin` makes, of the brief, what answers orders. Never returns. */
export async function follow<B, O, A>(begin: (brief: B, part: number) => Promise<(order: O) => A>): Promise<never> {
  const { brief, part, port, gate } = workerData.data as Led<B>;
  const made = await attempt(() => begin(brief, part));
  for (let seen = 0; ; ) {
    const order = receiveMessageOnPort(port) as { message: O } | undefined;
    if (order === undefined) {
      Atomics.wait(gate, ORDERS, seen);
      seen = Atomics.load(gate, ORDERS);
      continue;
    }
    const answer = made.ok ? await attempt(() => made.result(order.message)) : made;
    port.postMessage(answer);
    Atomics.add(gate, ANSWERS, 1);
    Atomics.notify(gate, ANSWERS);
  }
}

async function attempt<T>(work: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, result: await work() };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { ok: false, error: { name, message } };
  }
}
