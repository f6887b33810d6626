// One of the threads of a proof that do as they are told: see team.ts.

import { DefectError } from '../course.ts';
import type { Board } from './board.ts';
import type { Answer, Beginning, Order, Report } from './crew.ts';
import { Explorer } from './explorer.ts';
import { layOut, type Question, type QuestionSpace } from './question.ts';
import type { Facts } from './reduction.ts';
import { SharedVisited } from './shared-visited.ts';
import { Visited } from './visited.ts';
import type { Found } from './watch.ts';

/** States looked at between two looks at the board. */
const PIECE = 50;

/** Its place among all threads; the leader's is 0. */
export interface Place {
  readonly part: number;
  readonly parts: number;
  readonly board: Board;
}

/** What a follower is at work on. */
interface Work {
  readonly space: QuestionSpace;
  readonly explorer: Explorer<Found>;
  /** The number of the space. */
  readonly number: number;
}

export class Follower {
  private readonly question: Question;
  private readonly place: Place;
  private work: Work | undefined;
  /** How many facts the leader knows of. */
  private told = 0;

  constructor(question: Question, place: Place) {
    this.question = question;
    this.place = place;
  }

  follow(order: Order): Answer {
    const { space, explorer } = order.kind === 'begin' ? this.begin(order.beginning) : (this.work as Work);
    const { part, board } = this.place;
    const answer = (told: Omit<Answer, 'report'> = {}): Answer => ({ report: reportOf(explorer), ...told });
    switch (order.kind) {
      case 'begin':
      case 'work':
      case 'descend':
        if (order.kind === 'descend') {
          this.hear(space, order.facts);
          explorer.descend(order.width);
        }
        explorer.visited.allow(order.room);
        workTogether(explorer, this.place, Number.POSITIVE_INFINITY);
        return answer();
      case 'move':
        explorer.visited = moved(explorer.visited, order.table, this.place);
        board.note(part, explorer);
        return answer();
      case 'tell':
        return answer(order.what === 'facts' ? { facts: this.learned(space) } : { changes: explorer.changes() });
      default:
        return order satisfies never;
    }
  }

  private begin({ space: number, manner, facts, depth, states, table }: Beginning): Work {
    const space = this.work?.number === number ? this.work.space : layOut(this.question, manner);
    this.hear(space, facts);
    const explorer = new Explorer<Found>(space, new Visited(Visited.tableFor(1 << 16)));
    explorer.begin();
    while (explorer.depth < depth) {
      explorer.work(PIECE);
      if (explorer.pending > 0) continue;
      space.reduction?.settle();
      explorer.descend();
    }
    this.told = space.reduction?.factCount ?? 0;
    if (explorer.pending !== states) {
      throw new DefectError(`two threads do not agree: ${states} states of depth ${depth}, or ${explorer.pending}`);
    }
    explorer.share(new SharedVisited(table, this.place), this.place.part, this.place.parts);
    this.work = { space, explorer, number };
    return this.work;
  }

  private hear({ reduction }: QuestionSpace, facts: readonly Facts[]): void {
    reduction?.settle(facts);
    this.told = reduction?.factCount ?? 0;
  }

  private learned({ reduction }: QuestionSpace): Facts {
    if (reduction === undefined) return NOTHING;
    reduction.settle();
    const facts = reduction.tell(this.told);
    this.told = reduction.factCount;
    return facts;
  }
}

const NOTHING: Facts = { cells: [], values: [], deeds: [], gazes: [] };

function reportOf({ tally, states, pending, waiting, bytes, notes, sightings }: Explorer<Found>): Report {
  const seen = Array.from(sightings.values(), ({ found: { invariant, finding }, hash, depth, from }) => {
    return { invariant: invariant.name, finding, hash, depth, from };
  });
  return { tally, states, pending, waiting, bytes, notes, sightings: seen };
}

/** One's part of the states of one table, in another. */
export function moved({ table }: Visited, to: Int32Array, place: Place): SharedVisited {
  const visited = new SharedVisited(to, place);
  visited.fill(table, place.part, place.parts);
  return visited;
}

/**
 * Looks at up to so many states of one's own, until none is left or all pause: so do all once a thread has used up the
 * room in the table that it was given.
 */
export function workTogether(explorer: Explorer<Found>, { board, part }: Omit<Place, 'parts'>, states: number): void {
  for (let done = 0; done < states && explorer.pending > 0 && !board.isPaused; done += PIECE) {
    explorer.work(PIECE);
    if (explorer.visited.isCrowded) board.isPaused = true;
    board.note(part, explorer);
  }
}
