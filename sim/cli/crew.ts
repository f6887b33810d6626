// The threads that take part in a proof, besides the one that leads it.

import { Leader } from '../search/pool/led.ts';
import { Board } from '../search/prove/board.ts';
import type { Answer, Crew, Order } from '../search/prove/crew.ts';
import type { Question } from '../search/prove/question.ts';
import { THREADS_MAX } from '../search/prove/shared-visited.ts';
import { Team } from '../search/prove/team.ts';
import type { Choice } from './selection.ts';

/** What a thread must know to take part; plain data, and the lanes of the board. */
export interface Brief {
  readonly choice: Choice;
  /** Names. */
  readonly invariants: readonly string[];
  readonly prefix: readonly string[] | undefined;
  readonly lanes: Int32Array;
  readonly parts: number;
}

/** Has the work done by so many threads, this one among them; without a team if it is alone. */
export async function withTeam<T>(
  question: Question,
  choice: Choice,
  jobs: number,
  work: (team: Team | undefined) => Promise<T>,
): Promise<T> {
  const threads = Math.min(jobs, THREADS_MAX);
  if (threads === 1) return work(undefined);
  let leader: Leader<Order, Answer> | undefined;
  const hire = (): Crew => {
    const board = Board.for(threads);
    const invariants = question.invariants.map(({ name }) => name);
    const brief: Brief = { choice, invariants, prefix: question.prefix, lanes: board.lanes, parts: threads };
    leader = new Leader<Order, Answer>(threads - 1, new URL('./follower.ts', import.meta.url), brief);
    const { size } = leader;
    return { size, board, send: (order) => leader?.send(order), answers: (ms) => leader?.answers(ms) };
  };
  try {
    return await work(new Team(question, hire));
  } finally {
    await leader?.close();
  }
}
