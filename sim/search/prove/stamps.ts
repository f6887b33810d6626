// What is known of numbers during one look, and forgotten at once.

/** A set of numbers: each bears the stamp of the last time that it was put in. */
export class Stamps {
  private turn = 1;
  private stamps = new Int32Array(1 << 10);

  clear(): void {
    this.turn++;
  }

  has(number: number): boolean {
    return this.stamps[number] === this.turn;
  }

  add(number: number): void {
    if (number >= this.stamps.length) this.stamps = enlarged(this.stamps, number);
    this.stamps[number] = this.turn;
  }
}

/** For each of some numbers, things in a chain, what came last first. */
export class Chains<T> {
  private readonly begun = new Stamps();
  private readonly things: T[] = [];
  private count = 0;
  private firsts = new Int32Array(1 << 10);
  private nexts = new Int32Array(1 << 10);

  clear(): void {
    this.begun.clear();
    this.count = 0;
  }

  add(number: number, thing: T): void {
    const place = ++this.count;
    this.things[place] = thing;
    if (place >= this.nexts.length) this.nexts = enlarged(this.nexts, place);
    if (number >= this.firsts.length) this.firsts = enlarged(this.firsts, number);
    this.nexts[place] = this.first(number);
    this.firsts[number] = place;
    this.begun.add(number);
  }

  /** The place of the first thing of a number; 0 where there is none. */
  first(number: number): number {
    return this.begun.has(number) ? (this.firsts[number] as number) : 0;
  }

  /** The place of the thing behind that at a place; 0 behind the last. */
  next(place: number): number {
    return this.nexts[place] as number;
  }

  at(place: number): T {
    return this.things[place] as T;
  }
}

function enlarged(numbers: Int32Array, number: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * number);
  larger.set(numbers);
  return larger;
}
