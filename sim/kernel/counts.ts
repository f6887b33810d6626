// Numbers given out in a run, by sort: 1, 2, 3...

export class Counts {
  private readonly last = new Map<string, number>();

  next(sort: string): number {
    const number = (this.last.get(sort) ?? 0) + 1;
    this.last.set(sort, number);
    return number;
  }
}
