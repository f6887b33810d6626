// Random walk: any enabled event may be next; now and then something comes from outside, or a fault strikes.
// The untimed reading: timers may fire whenever they are armed, but a client's timeout of a call that could still be
// answered is a fault, and counts as one.
//
// A walk that draws evenly among all events spends its requests and ticks in the first steps, because they are all on
// offer from the beginning and outnumber what goes on inside. So it draws the sort first, and then the event.

import { Random } from '../kernel/random.ts';
import { earliest } from './drain.ts';
import { isHasty, movesOf, type Possible, type Prospect, pickSort } from './moves.ts';
import type { Drawn, RandomStrategy } from './strategy.ts';

export interface WalkOptions {
  /** Chance of a fault at a step while the budget lasts. */
  readonly faultChance: number;
  /** Chance that something comes from outside while there is anything to do inside. */
  readonly outsideChance: number;
}

const USUAL: WalkOptions = { faultChance: 0.04, outsideChance: 0.1 };

export class Walk implements RandomStrategy {
  readonly drawn: Drawn = {};
  private readonly random: Random;
  private readonly options: WalkOptions;

  constructor(seed: number | Random, options: WalkOptions = USUAL) {
    this.random = seed instanceof Random ? seed : new Random(seed);
    this.options = options;
  }

  next<E extends Possible>(scene: Prospect<E>): E | undefined {
    const enabled = scene.enabled();
    if (enabled.length === 0) return undefined;
    const { faultChance, outsideChance } = this.options;
    if (scene.faultsLeft > 0 && this.random.chance(faultChance)) {
      const faults = scene.faults();
      if (faults.length > 0) return pickSort(this.random, faults, (fault) => fault.fault ?? '');
    }
    const { inside: calm, outside, hasty } = movesOf(enabled);
    const mayTimeOut = scene.allows('timeout') && this.random.chance(faultChance);
    const inside = mayTimeOut && hasty.length > 0 ? enabled.filter((event) => event.kind !== 'external') : calm;
    if (outside.length > 0 && (inside.length === 0 || this.random.chance(outsideChance))) {
      return pickSort(this.random, outside, (event) => event.source ?? '');
    }
    return inside.length > 0 ? this.pickInside(scene, inside) : earliest(enabled);
  }

  private pickInside<E extends Possible>(scene: Prospect<E>, events: readonly E[]): E {
    const event = this.random.pick(events);
    if (isHasty(event)) scene.spendFault();
    return event;
  }
}
