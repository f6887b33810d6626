// Followers that are no threads: each does what it is told in this one, before or after the leader's own part.

import { Board } from '../../../sim/search/prove/board.ts';
import type { Crew, Order } from '../../../sim/search/prove/crew.ts';
import { Follower } from '../../../sim/search/prove/follower.ts';
import type { Question } from '../../../sim/search/prove/question.ts';
import { Team } from '../../../sim/search/prove/team.ts';

/** Whose turn comes first. */
type First = 'the leader' | 'the others';

/** A team of so many that shares out nearly everything, in a table that has to be made larger many times. */
export function teamIn(question: Question, threads: number, first: First): Team {
  return new Team(question, () => crewOf(question, threads, first), { sharedMin: 3, roomMin: 20 });
}

function crewOf(question: Question, threads: number, first: First): Crew {
  const board = Board.for(threads);
  const followers = Array.from(
    { length: threads - 1 },
    (_, index) => new Follower(question, { board, part: index + 1, parts: threads }),
  );
  let orders: readonly Order[] = [];
  // As data that goes to another thread does.
  const sent = (order: Order): Order => {
    if (order.kind === 'move') return order;
    if (order.kind !== 'begin') return structuredClone(order);
    const { table, ...rest } = order.beginning;
    return { ...order, beginning: { ...structuredClone(rest), table } };
  };
  const follow = () => orders.map((order, index) => structuredClone((followers[index] as Follower).follow(order)));
  let answers: ReturnType<typeof follow> | undefined;
  return {
    size: followers.length,
    board,
    send(order) {
      orders = followers.map(() => sent(order));
      answers = first === 'the others' ? follow() : undefined;
    },
    answers: () => answers ?? follow(),
  };
}
