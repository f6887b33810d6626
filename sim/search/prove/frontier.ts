// The states of one depth that are still to be looked at, first come first. A state is packed into the numbers of its
// values, since a value knows its cell: most cells hold nothing.

import type { Cells } from '../../kernel/machine/cells.ts';

const BLOCK = 1 << 18;
const NOTHING = new Int32Array(0);

export class Frontier {
  count = 0;
  private readonly blocks: Int32Array[] = [];
  private block = NOTHING;
  private used = 0;
  /** Where the next state to be taken lies, in the first block. */
  private head = 0;

  /** Bytes that the packed states take. */
  get bytes(): number {
    return (this.blocks.length + 1) * BLOCK * Int32Array.BYTES_PER_ELEMENT;
  }

  push(state: Int32Array): void {
    if (this.used + state.length + 1 > this.block.length) {
      if (this.used > 0) this.blocks.push(this.block.slice(0, this.used));
      this.block = new Int32Array(Math.max(BLOCK, state.length + 1));
      this.used = 0;
    }
    const { block, used } = this;
    let at = used + 1;
    for (let cell = 0; cell < state.length; cell++) {
      const value = state[cell] as number;
      if (value !== 0) block[at++] = value;
    }
    block[used] = at - used - 1;
    this.used = at;
    this.count++;
  }

  /** Takes the first state out, into `state`; false when there is none. */
  shift(cells: Cells, state: Int32Array): boolean {
    if (this.count === 0) return false;
    if (this.blocks.length === 0) {
      this.blocks.push(this.block.subarray(0, this.used));
      this.block = NOTHING;
      this.used = 0;
    }
    const block = this.blocks[0] as Int32Array;
    state.fill(0);
    const end = this.head + 1 + (block[this.head] as number);
    for (let at = this.head + 1; at < end; at++) {
      const value = block[at] as number;
      state[cells.cellOf[value] as number] = value;
    }
    this.head = end;
    if (end >= block.length) {
      this.blocks.shift();
      this.head = 0;
    }
    this.count--;
    return true;
  }
}
