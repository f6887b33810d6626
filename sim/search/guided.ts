// Guidance toward states not seen before, as greybox fuzzers do (AFL; for schedules of distributed systems Mallory:
// Meng, Pîrlea, Roychoudhury, Sergey, CCS 2023). A corpus keeps the choices of each run that met a state that no run
// before it had met. A new run takes some of those choices, changes a few, follows them up to a random point, and walks
// on.
//
// Where it departs: a run is a function of its choices, so following them is exact up to the first change. States are
// compared by outline. Of a few runs drawn from the corpus, the one that met the most and was used the least is taken.
//
// A corpus belongs to one batch of a hunt. What a run finds depends on the runs before it in its batch, and on nothing
// else: not on how many workers there are. Its seed alone does not repeat it; the schedule that is saved does.

import { Random } from '../kernel/random.ts';
import { isHasty, type Possible, type Scene } from './moves.ts';
import { Replay } from './replay.ts';
import type { Drawn, RandomStrategy } from './strategy.ts';
import { Walk } from './walk.ts';

/** A run that met something new. */
interface Entry {
  readonly seed: number;
  /** The run's own list, which is complete once it has ended. */
  readonly choices: readonly string[];
  /** How many outlines it was the first to meet. */
  found: number;
  used: number;
}

/** Entries drawn for one run. */
const DRAWS = 4;
const FRESH_CHANCE = 0.25;
const CHANGES = 3;

/** What the runs of a batch have met. */
export class Corpus {
  private readonly met = new Set<number>();
  private readonly entries: Entry[] = [];

  /** How many different outlines were met. */
  get size(): number {
    return this.met.size;
  }

  /** Wraps the strategy of the run with this seed, so that all that it meets is noted. */
  watching(strategy: RandomStrategy, seed: number): RandomStrategy {
    let entry: Entry | undefined;
    const note = <E extends Possible>(scene: Scene<E>) => {
      const outline = scene.outline();
      if (outline === undefined || this.met.has(outline)) return;
      this.met.add(outline);
      if (entry === undefined) {
        entry = { seed, choices: scene.labels, found: 0, used: 0 };
        this.entries.push(entry);
      }
      entry.found++;
    };
    return {
      get drawn() {
        return strategy.drawn;
      },
      next(scene) {
        note(scene);
        return strategy.next(scene);
      },
    };
  }

  /** A run worth going on from; `undefined` while there is none. */
  draw(random: Random): Entry | undefined {
    let best: Entry | undefined;
    const worth = ({ found, used }: Entry) => found / (1 + used);
    for (let n = 0; n < DRAWS && this.entries.length > 0; n++) {
      const entry = random.pick(this.entries);
      if (best === undefined || worth(entry) > worth(best)) best = entry;
    }
    if (best !== undefined) best.used++;
    return best;
  }
}

export class Guided implements RandomStrategy {
  readonly drawn: Drawn;
  private readonly replay: Replay | undefined;
  private readonly walk: Walk;
  private isFollowing: boolean;

  constructor(seed: number, corpus: Corpus) {
    const random = new Random(seed);
    const entry = random.chance(FRESH_CHANCE) ? undefined : corpus.draw(random);
    const choices = [...(entry?.choices ?? [])];
    const changes = choices.length > 1 ? CHANGES : 0;
    for (let n = 0; n < changes && choices.length > 1; n++) change(choices, random);
    const way = choices.slice(0, random.below(choices.length + 1));
    this.isFollowing = way.length > 0;
    this.replay = this.isFollowing ? new Replay(way, 'alike') : undefined;
    this.walk = new Walk(random);
    this.drawn = entry === undefined ? { after: 'none' } : { after: `seed ${entry.seed}`, changes, way: way.length };
  }

  next<E extends Possible>(scene: Scene<E>): E | undefined {
    const event = this.isFollowing ? this.replay?.next(scene) : undefined;
    if (event === undefined) {
      this.isFollowing = false;
      return this.walk.next(scene);
    }
    if (isHasty(event)) scene.spendFault();
    return event;
  }
}

/** Leaves out one of the choices, or puts it off until some choices later. */
function change(choices: string[], random: Random): void {
  const from = random.below(choices.length - 1);
  const [choice] = choices.splice(from, 1);
  if (choice === undefined || random.chance(1 / 3)) return;
  choices.splice(from + 1 + random.below(choices.length - from), 0, choice);
}
