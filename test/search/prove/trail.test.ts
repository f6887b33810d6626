// The way back to a state is kept by one lane of the hash of the state before, which another state may share.

import { describe, expect, it } from 'vitest';
import { nothingToTerminateStopped } from '../../../scenarios/seed/nothing-to-terminate.ts';
import { terminateInStart } from '../../../scenarios/seed/terminate-in-start.ts';
import { INVARIANTS } from '../../../sim/rack/invariants/index.ts';
import { Explorer } from '../../../sim/search/prove/explorer.ts';
import { layOut } from '../../../sim/search/prove/question.ts';
import type { Hash } from '../../../sim/search/prove/sighting.ts';
import { hashIn } from '../../../sim/search/prove/space.ts';
import { Tracks } from '../../../sim/search/prove/tracks.ts';
import { trailTo } from '../../../sim/search/prove/trail.ts';
import { lane, RETURN, Visited } from '../../../sim/search/prove/visited.ts';
import type { Found } from '../../../sim/search/prove/watch.ts';
import { togglesOf } from '../../rack/make.ts';

const question = { scenario: nothingToTerminateStopped, toggles: togglesOf('pr-6795/6'), invariants: [] };

/** Explores everything into a table that may hold something already. */
function explored(visited: Visited) {
  const space = layOut(question, { isReduced: false });
  const explorer = new Explorer<Found>(space, visited);
  explorer.begin();
  for (; explorer.pending > 0; explorer.descend()) explorer.work(1_000);
  return { space, visited: explorer.visited };
}

/** A state of the greatest depth. */
function farthest({ table }: Visited): Hash {
  let found = 0;
  for (let base = 0; base < table.length; base += 4) {
    if ((table[base + 3] as number) > (table[found + 3] as number)) found = base;
  }
  return [table[found] as number, table[found + 1] as number];
}

describe('the way to a state', () => {
  const plain = explored(new Visited(Visited.tableFor(1_000)));
  const end = farthest(plain.visited);
  const way = trailTo(plain.space, plain.visited, end).labels;

  it('is walked from the beginning', () => {
    expect(way.length).toBeGreaterThan(4);
    expect(way[0]).toMatch(/^client: terminate A/);
  });

  it('is found where the state before shares its lane, and its depth, with another', () => {
    const crowded = new Visited(Visited.tableFor(1_000));
    const [[high, low] = [0, 0]] = plain.visited.before(end[0], end[1]);
    const [[grand] = [0]] = plain.visited.before(high, low);
    // It comes first in the table, and its own way back is as good as the right one's.
    crowded.add(high, low + 1, lane(grand), way.length - 1);
    const { space, visited } = explored(crowded);

    expect(visited.before(end[0], end[1])).toHaveLength(2);
    expect(trailTo(space, visited, end).labels).toEqual(way);
    expect(hashIn(space, new Tracks(space, visited).stateOf(end, way.length)).low).toBe(end[1]);
  });
});

describe('every state that was met', () => {
  it('is made anew from its hash, also where invariants remember something', () => {
    const scenario = { ...terminateInStart, faults: { kinds: ['timeout'], max: 1 } } as const;
    const space = layOut({ scenario, toggles: togglesOf('oct-2024'), invariants: INVARIANTS }, { isReduced: false });
    const explorer = new Explorer<Found>(space, new Visited(Visited.tableFor(1_000)));
    explorer.begin();
    for (; explorer.pending > 0 && explorer.depth < 30; explorer.descend()) explorer.work(Number.POSITIVE_INFINITY);
    const { visited } = explorer;
    const tracks = new Tracks(space, visited);
    let count = 0;
    for (let base = 0; base < visited.table.length; base += 4) {
      if (visited.table[base] === 0) continue;
      const [high, low, , depth] = visited.table.slice(base, base + 4) as unknown as [number, number, number, number];
      const state = tracks.stateOf([high, low], (depth & ~RETURN) - 1);
      if (lane(hashIn(space, state).high) === high && hashIn(space, state).low === low) count++;
    }

    expect(space.memories.length).toBeGreaterThan(0);
    expect(count).toBe(visited.count);
    expect(count).toBeGreaterThan(400);
  });
});
