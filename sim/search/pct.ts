// PCT: probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010). Threads get random
// priorities, the highest runs, and at d-1 random steps out of k the running one falls below all others. A bug that
// takes d ordering constraints among n threads is found by a run with a probability of at least 1/(n k^(d-1)).
//
// Where it departs:
// - A *thread* is a chain of cause and effect, as in PCTCP (Ozkan and others, OOPSLA 2018): of the events that a step
//   gives rise to, the first continues the chain of that step, and each of the others begins one. So a request, its
//   handler, the reply and whoever waited for it are one chain; each request of a client, tick and restart is its own.
// - Events of one chain that are enabled together are alternatives, of which one is drawn: the options of a choice,
//   and the requests that a workload could make next, each of which begins a chain when it is made.
// - A timer that somebody sleeps on falls below all other chains, as a thread that yields, and so does a chain that has
//   run for k steps on end: a loop that polls would otherwise starve what it waits for.
// - k is estimated by a walk. Faults are no threads: each that the scenario allows has a random step at which it
//   strikes, and of the faults possible there one is drawn, its sort first.

import { Random } from '../kernel/random.ts';
import { earliest } from './drain.ts';
import { drawFault, movesOf, type Possible, pickSort, type Scene } from './moves.ts';
import type { Drawn, RandomStrategy } from './strategy.ts';

export interface PctOptions {
  /** d: how many ordering constraints the bug that is looked for takes; 1 or more. */
  readonly depth: number;
  /** k: estimated number of steps of a run. */
  readonly length: number;
}

/** Chains and their priorities: the heart of PCT, which knows nothing of runs. */
export class Chains {
  /** The steps, from 1, at which the running chain falls. */
  readonly changes: readonly number[];
  private readonly random: Random;
  /** Chain by the sequence number of a pending event. */
  private chains = new Map<number, number>();
  private readonly priorities: number[] = [];
  /** The chain of the last step. */
  private running: number | undefined;
  /** The same, until an event has continued it. */
  private last: number | undefined;
  private newest = 0;
  private lowest = 0;
  private steps = 0;
  private readonly length: number;
  /** Steps that the last chain has run on end. */
  private onEnd = 0;

  constructor(random: Random, { depth, length }: PctOptions) {
    this.random = random;
    this.length = length;
    const changes = Array.from({ length: depth - 1 }, () => 1 + random.below(length));
    this.changes = changes.sort((a, b) => a - b);
  }

  /** The event to run. `slotOf` names the alternatives that an event is one of, if it is. */
  pick<E extends Possible>(events: readonly E[], slotOf: (event: E) => string | undefined = slotOfChoice): E {
    this.assign(events, slotOf);
    this.steps++;
    for (const step of this.changes) if (step === this.steps) this.drop(this.highest(events));
    if (this.onEnd >= this.length) this.drop(this.running as number);
    const chain = this.highest(events);
    this.onEnd = chain === this.running ? this.onEnd + 1 : 0;
    this.running = chain;
    const alternatives = events.filter((event) => this.chains.get(event.sequence) === chain);
    this.last = chain;
    // Of the requests on offer, which begin `client: stop A`, as many are stops as there are Nexuses and instances.
    return pickSort(this.random, alternatives, ({ label }) => label.split(' ', 2).join(' '));
  }

  /** Tells of an event that was taken without being picked: what it gives rise to begins new chains. */
  skip(): void {
    this.last = undefined;
    this.steps++;
  }

  private assign<E extends Possible>(events: readonly E[], slotOf: (event: E) => string | undefined): void {
    const pending = new Map<number, number>();
    const slots = new Map<string, number>();
    for (const event of events) {
      const slot = slotOf(event);
      const known = this.chains.get(event.sequence) ?? (slot === undefined ? undefined : slots.get(slot));
      const chain = known ?? this.chainFor(event);
      pending.set(event.sequence, chain);
      if (slot !== undefined) slots.set(slot, chain);
      if (known === undefined && event.kind === 'timer' && event.call === undefined) this.drop(chain);
    }
    this.newest = Math.max(this.newest, ...events.map(({ sequence }) => sequence));
    this.chains = pending;
  }

  /** The chain of an event that was not there before the last step. */
  private chainFor(event: Possible): number {
    const { last } = this;
    if (last !== undefined && event.kind !== 'external' && event.sequence > this.newest) {
      this.last = undefined;
      return last;
    }
    return this.priorities.push(this.random.fraction()) - 1;
  }

  private highest(events: readonly Possible[]): number {
    let best: number | undefined;
    for (const { sequence } of events) {
      const chain = this.chains.get(sequence) as number;
      if (best === undefined || this.priorityOf(chain) > this.priorityOf(best)) best = chain;
    }
    return best as number;
  }

  private priorityOf(chain: number): number {
    return this.priorities[chain] as number;
  }

  private drop(chain: number): void {
    this.priorities[chain] = --this.lowest;
  }
}

/** The options of one choice are alternatives. */
function slotOfChoice({ kind, task }: Possible): string | undefined {
  return kind === 'choice' ? `choice of ${task?.id}` : undefined;
}

export class Pct implements RandomStrategy {
  private readonly random: Random;
  private readonly options: PctOptions;
  private readonly chains: Chains;
  /** Steps at which a fault strikes, as soon as one can; drawn once the budget is known. */
  private strikes: number[] | undefined;
  private planned: readonly number[] = [];
  private steps = 0;

  constructor(seed: number, options: PctOptions) {
    this.random = new Random(seed);
    this.options = options;
    this.chains = new Chains(this.random, options);
  }

  get drawn(): Drawn {
    const { depth, length } = this.options;
    const list = (steps: readonly number[]) => (steps.length > 0 ? steps.join(',') : 'none');
    return { depth, length, changes: list(this.chains.changes), strikes: list(this.planned) };
  }

  next<E extends Possible>(scene: Scene<E>): E | undefined {
    const enabled = scene.enabled();
    if (enabled.length === 0) return undefined;
    this.strikes ??= this.drawStrikes(scene.faultsLeft);
    this.steps++;
    const { inside, outside, hasty } = movesOf(enabled);
    if ((this.strikes[0] ?? Number.POSITIVE_INFINITY) <= this.steps) {
      const fault = drawFault(scene, hasty, this.random);
      if (fault !== undefined) {
        this.strikes.shift();
        this.chains.skip();
        return fault;
      }
    }
    const candidates = [...inside, ...outside];
    if (candidates.length === 0) return earliest(enabled);
    return this.chains.pick(candidates, (event) => (scene.isOffer(event) ? 'the next request' : slotOfChoice(event)));
  }

  private drawStrikes(faults: number): number[] {
    const strikes = Array.from({ length: faults }, () => 1 + this.random.below(this.options.length));
    this.planned = strikes.sort((a, b) => a - b);
    return [...this.planned];
  }
}
