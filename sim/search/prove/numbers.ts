// The numbers that the machine makes up on one way, and what the simulation would have counted.

import type { Effect } from '../../kernel/machine/transition.ts';

export class Numbers {
  private readonly counts: Map<string, number>;
  private readonly names: Map<string, string>;

  /** Goes on from others. */
  constructor(before?: Numbers) {
    this.counts = new Map(before?.counts);
    this.names = new Map(before?.names);
  }

  /** Takes in a step of the way. */
  count({ numbers }: Effect): void {
    for (const { sort, number } of numbers) {
      const count = (this.counts.get(sort) ?? 0) + 1;
      this.counts.set(sort, count);
      this.names.set(`${sort}-${number}`, `${sort}-${count}`);
    }
  }

  /** A text of the machine's as the simulation would write it. */
  translate(text: string): string {
    return text.replace(/\b[a-z]+-\d{6,}/g, (name) => this.names.get(name) ?? name);
  }
}
