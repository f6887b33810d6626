// The body of a thread that takes part in a proof: makes of what it is told what the leader of the proof has, and
// follows it.

import { follow } from '../search/pool/led.ts';
import { Board } from '../search/prove/board.ts';
import type { Answer, Order } from '../search/prove/crew.ts';
import { Follower } from '../search/prove/follower.ts';
import type { Brief } from './crew.ts';
import { keepOutputApart } from './leave.ts';
import { findInvariants, select } from './selection.ts';

keepOutputApart();

await follow<Brief, Order, Answer>(async ({ choice, invariants, prefix, lanes, parts }, part) => {
  const { story: scenario, toggles } = await select(choice);
  const question = { scenario, toggles, invariants: findInvariants(invariants), prefix };
  const follower = new Follower(question, { board: new Board(lanes), part, parts });
  return (order) => follower.follow(order);
});
