// What tasks may still do, as far as it was learned: the least fixpoint over which of their states leads to which.

import type { CellId } from '../../kernel/machine/cells.ts';

/** A state of a task, by its hash. Should two have one, what either may do is expected of both. */
export type Stage = string;

/** A move of a task in a state was seen to touch these cells, and to lead to these states of tasks. */
export interface Fact {
  readonly stage: Stage;
  readonly reads: readonly CellId[];
  readonly writes: readonly CellId[];
  readonly next: readonly Stage[];
}

/** What a task in one state may do, now and later. */
export interface Future {
  readonly reads: ReadonlySet<CellId>;
  readonly writes: ReadonlySet<CellId>;
}

class Place implements Future {
  readonly reads = new Set<CellId>();
  readonly writes = new Set<CellId>();
  readonly next = new Set<Stage>();
  readonly before = new Set<Stage>();
}

export class Futures {
  /** All that was learned, by its text. */
  readonly facts = new Map<string, Fact>();
  private readonly places = new Map<Stage, Place>();

  of(stage: Stage): Future | undefined {
    return this.places.get(stage);
  }

  /** True when somebody may do something that was not known. */
  add(fact: Fact): boolean {
    const { stage, reads, writes, next } = fact;
    const text = `${stage}: ${reads}; ${writes}; ${next}`;
    if (this.facts.has(text)) return false;
    this.facts.set(text, fact);
    let isNew = this.touch(stage, reads, writes);
    for (const one of next) if (this.link(stage, one)) isNew = true;
    return isNew;
  }

  private link(stage: Stage, next: Stage): boolean {
    const from = this.placeOf(stage);
    if (from.next.has(next)) return false;
    from.next.add(next);
    const to = this.placeOf(next);
    to.before.add(stage);
    return this.touch(stage, to.reads, to.writes);
  }

  /** Adds to what a task in a state may touch, and to all that leads there. */
  private touch(stage: Stage, reads: Iterable<CellId>, writes: Iterable<CellId>): boolean {
    let isNew = false;
    const pending: [Stage, CellId[], CellId[]][] = [[stage, [...reads], [...writes]]];
    for (let work = pending.pop(); work !== undefined; work = pending.pop()) {
      const [at, maybeReads, maybeWrites] = work;
      const place = this.placeOf(at);
      const newReads = maybeReads.filter((cell) => !place.reads.has(cell));
      const newWrites = maybeWrites.filter((cell) => !place.writes.has(cell));
      if (newReads.length === 0 && newWrites.length === 0) continue;
      isNew = true;
      for (const cell of newReads) place.reads.add(cell);
      for (const cell of newWrites) place.writes.add(cell);
      for (const before of place.before) pending.push([before, newReads, newWrites]);
    }
    return isNew;
  }

  private placeOf(stage: Stage): Place {
    const known = this.places.get(stage);
    if (known !== undefined) return known;
    const place = new Place();
    this.places.set(stage, place);
    return place;
  }
}
