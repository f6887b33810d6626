// Those who make a proof together: a leader, and a crew that is hired once there is enough to do. What they learn at
// one depth everybody makes use of at the next.

import type { Invariant } from '../../rack/invariants/invariant.ts';
import type { Answer, Beginning, Crew, Order, SightingReport } from './crew.ts';
import type { Explorer } from './explorer.ts';
import { JointExploration } from './joint.ts';
import type { Question, QuestionSpace } from './question.ts';
import type { Change } from './recurrence.ts';
import type { Facts } from './reduction.ts';
import type { Sighting } from './sighting.ts';
import type { Found } from './watch.ts';

/** From when on work is shared. */
interface Limits {
  /** States of one depth from which on they are shared out. */
  readonly sharedMin: number;
  /** States for which each thread must have room in the table when it begins a depth. */
  readonly roomMin: number;
}

/** To begin with others costs some ten thousand states, since everybody explores the first depths alone. */
const LIMITS: Limits = { sharedMin: 1_000, roomMin: 10_000 };
/** How long the leader, with nothing to do, waits for the others before it lets signals through. */
const WAIT_MS = 20;

export class Team {
  readonly limits: Limits;
  private readonly question: Question;
  private readonly hire: () => Crew;
  private hired: Crew | undefined;
  private joint: JointExploration | undefined;
  /** The last space that was explored, its number, and how many facts of it the crew knows, those of `opening` too. */
  private space: QuestionSpace | undefined;
  private number = 0;
  private told = 0;
  /** What it is to be told before it begins with others: what was known when the exploration was begun. */
  private opening: Facts[] = [];

  constructor(question: Question, hire: () => Crew, limits = LIMITS) {
    this.question = question;
    this.hire = hire;
    this.limits = limits;
  }

  get crew(): Crew {
    this.hired ??= this.hire();
    return this.hired;
  }

  /** An exploration that goes on with this one, and is shared out once that is worth it. */
  explore(alone: Explorer<Found>, space: QuestionSpace): JointExploration {
    if (this.space !== space) {
      this.space = space;
      this.number++;
      this.told = 0;
      this.opening = [];
    }
    this.opening.push(...this.untold());
    this.joint = new JointExploration(this, alone);
    return this.joint;
  }

  /** What others must be told to begin with what the leader has begun with. */
  beginning({ depth, pending: states }: Explorer<Found>, table: Int32Array): Beginning {
    const { reduction, delays } = this.space as QuestionSpace;
    const manner = { isReduced: reduction !== undefined, delaysMax: delays?.max };
    const facts = this.opening.splice(0);
    // Whatever the leader has learned since it began, the others learn on the same way.
    this.told = reduction?.factCount ?? 0;
    return { space: this.number, manner, facts, depth, states, table };
  }

  /** What the leader makes use of and has not told yet. */
  untold(): readonly Facts[] {
    const reduction = this.space?.reduction;
    if (reduction === undefined) return [];
    const facts = reduction.tell(this.told);
    this.told = reduction.factCount;
    return [facts];
  }

  /** A sighting of another thread's, as this one has it. */
  sightingOf({ invariant: name, finding, ...sighting }: SightingReport): Sighting<Found> {
    const invariant = this.question.invariants.find((one) => one.name === name) as Invariant;
    return { ...sighting, found: { invariant, finding } };
  }

  /** Gives an order to all, and waits for the answers; yields now and then. */
  *ask(order: Order): Generator<void, readonly Answer[], void> {
    this.crew.send(order);
    return yield* this.answers();
  }

  *answers(): Generator<void, readonly Answer[], void> {
    for (;;) {
      const answers = this.crew.answers(WAIT_MS);
      if (answers !== undefined) return answers;
      yield;
    }
  }

  /** What the others have learned since they were last asked. */
  *facts(): Generator<void, readonly Facts[], void> {
    if (!this.joint?.isShared) return [];
    const answers = yield* this.ask({ kind: 'tell', what: 'facts' });
    return answers.flatMap(({ facts }) => facts ?? []);
  }

  /** What the steps change that the others have taken in it. */
  *changes(): Generator<void, readonly Change[], void> {
    if (!this.joint?.isShared) return [];
    const answers = yield* this.ask({ kind: 'tell', what: 'changes' });
    return answers.flatMap(({ changes }) => changes ?? []);
  }
}
