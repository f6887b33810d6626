// The body of a thread that adds states to a shared table, or ends as it is told.

import { follow } from '../../../sim/search/pool/led.ts';
import { Board } from '../../../sim/search/prove/board.ts';
import { SharedVisited } from '../../../sim/search/prove/shared-visited.ts';

export interface AdderBrief {
  readonly table: Int32Array;
  /** Of the board. */
  readonly lanes: Int32Array;
}

/** States as numbers side by side: the lanes of a hash, and one of the state before. */
export type AdderOrder =
  | { readonly kind: 'add'; readonly states: Int32Array; readonly depth: number; readonly isReturning: boolean }
  | { readonly kind: 'throw' }
  | { readonly kind: 'exit' };

await follow<AdderBrief, AdderOrder, number>(async ({ table, lanes }, part) => {
  const visited = new SharedVisited(table, { part, board: new Board(lanes) });
  return (order) => {
    if (order.kind === 'throw') throw new Error('no more of this');
    if (order.kind === 'exit') process.exit(3);
    const { states, depth, isReturning } = order;
    const count = states.length / 3;
    // All begin somewhere else, and come by the same states.
    for (let n = 0; n < count; n++) {
      const at = 3 * ((n + part * 7) % count);
      const [high, low, from] = [states[at], states[at + 1], states[at + 2]] as [number, number, number];
      visited.add(high, low, from - part, depth);
      if (isReturning) visited.noteReturn(high, low);
    }
    return visited.count;
  };
});
