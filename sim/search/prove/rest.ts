// Heal and drain on the machine: what sim/search/drain.ts does to a run, to any state at all. Whatever may happen next
// happens in the order in which it came up; what came up together, in the order of the labels.

import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import { tick } from '../../rack/clients.ts';
import type { Rack, RackConfig } from '../../rack/rack.ts';
import { comeToRest, fingerprint, type Restless, STEPS_MAX } from '../drain.ts';
import { isOfItself } from './cycles.ts';
import { Numbers } from './numbers.ts';
import type { Found, Watch } from './watch.ts';

/** How a state came to rest. */
export interface Rest {
  readonly state: Int32Array;
  /** What still changes after every round. */
  readonly restless: Restless;
  /** What stopped holding on the way. */
  readonly found: readonly Found[];
  /** The labels of all steps, ticks among them. */
  readonly labels: readonly string[];
}

/** Brings a state to rest. Labels read as `numbers`, those of the way to it, would have them. */
export function bringToRest(
  machine: Machine<Rack>,
  config: RackConfig,
  watch: Watch,
  from: Int32Array,
  numbers = new Numbers(),
): Rest {
  const rest = new MachineAtRest(machine, watch, from, numbers);
  const restless = comeToRest(config, {
    runToQuiet: () => rest.runToQuiet(),
    fingerprint: () => rest.fingerprint(),
    tick: (nexus, task) => rest.perform(`tick: ${nexus} ${task}`, () => tick(machine, config, nexus, task)),
  });
  return rest.result(restless);
}

class MachineAtRest {
  private readonly machine: Machine<Rack>;
  private readonly watch: Watch;
  private readonly numbers: Numbers;
  private state: Int32Array;
  private readonly found: Found[] = [];
  private readonly labels: string[] = [];
  /** When each move on offer came up, by label. */
  private readonly since = new Map<string, number>();
  private turn = 0;

  constructor(machine: Machine<Rack>, watch: Watch, from: Int32Array, numbers: Numbers) {
    this.machine = machine;
    this.watch = watch;
    this.numbers = numbers;
    this.state = from.slice();
  }

  result(restless: Restless): Rest {
    const { state, found, labels } = this;
    return { state, restless, found, labels };
  }

  fingerprint(): Readonly<Record<string, string>> {
    this.machine.transition.begin(this.state);
    return fingerprint(this.machine.state);
  }

  /** Does something from outside. */
  perform(label: string, work: () => void): void {
    const { machine } = this;
    machine.transition.begin(this.state);
    work();
    this.go(label, machine.transition.end());
  }

  /** Takes what has waited longest until only requests and ticks are left; false when that never comes. */
  runToQuiet(): boolean {
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      const move = this.oldest();
      if (move === undefined) return true;
      this.go(move.label, this.machine.effectOf(move, this.state));
    }
    return false;
  }

  private go(label: string, effect: Parameters<Watch['after']>[0]): void {
    this.labels.push(this.numbers.translate(label));
    this.numbers.count(effect);
    this.state = this.machine.after(this.state, effect);
    this.found.push(...this.watch.after(effect, this.state));
  }

  /** What could have happened for longest. Whoever waits for an answer gives up only when nothing else is left. */
  private oldest(): Move | undefined {
    const { machine, state, since } = this;
    this.turn++;
    let best: Move | undefined;
    let bestSince = 0;
    let isBestHasty = false;
    const offered = new Set<string>();
    for (const cell of machine.cells.actors) {
      const value = state[cell] ?? 0;
      if (value === 0) continue;
      for (const move of machine.movesOf(value)) {
        const isHasty = move.fault === 'timeout';
        if (!isHasty && !isOfItself(move)) continue;
        if (move.unless >= 0 && (state[move.unless] ?? 0) !== 0) continue;
        offered.add(move.label);
        const own = since.get(move.label) ?? this.turn;
        since.set(move.label, own);
        const isBefore = own === bestSince ? move.label < (best?.label ?? '') : own < bestSince;
        if (best === undefined || (isHasty === isBestHasty ? isBefore : isBestHasty)) {
          best = move;
          bestSince = own;
          isBestHasty = isHasty;
        }
      }
    }
    for (const label of since.keys()) if (!offered.has(label)) since.delete(label);
    if (best !== undefined) since.delete(best.label);
    return best;
  }
}

/** What a restless rack does over and over: the shortest round that the labels end with three of, numbers aside. */
export function roundOf(labels: readonly string[]): readonly string[] | undefined {
  const shapes = labels.map((label) => label.replace(/\d+/g, ''));
  const end = shapes.length;
  for (let steps = 1; 3 * steps <= end; steps++) {
    const isRound = (at: number) => shapes[at] === shapes[at - steps];
    let at = end - 1;
    while (at >= end - 2 * steps && isRound(at)) at--;
    if (at < end - 2 * steps) return labels.slice(end - steps);
  }
  return undefined;
}
