// Heal and drain on the machine: what sim/search/drain.ts does to a run, to any state at all. Whatever may happen next
// happens in the order in which it came up; what came up together, in the order of the labels.

import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import { tick } from '../../rack/clients.ts';
import type { Rack, RackConfig } from '../../rack/rack.ts';
import { comeToRest, fingerprint, type Restless, STEPS_MAX } from '../drain.ts';
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

/** Brings a state to rest. */
export function bringToRest(machine: Machine<Rack>, config: RackConfig, watch: Watch, from: Int32Array): Rest {
  const rest = new MachineAtRest(machine, watch, from);
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
  private state: Int32Array;
  private readonly found: Found[] = [];
  private readonly labels: string[] = [];
  /** When each move on offer came up, by label. */
  private readonly since = new Map<string, number>();
  private turn = 0;

  constructor(machine: Machine<Rack>, watch: Watch, from: Int32Array) {
    this.machine = machine;
    this.watch = watch;
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
    this.labels.push(label);
    this.state = this.machine.after(this.state, effect);
    this.found.push(...this.watch.after(effect, this.state));
  }

  private oldest(): Move | undefined {
    const { machine, state, since } = this;
    this.turn++;
    let best: Move | undefined;
    let bestSince = 0;
    const offered = new Set<string>();
    for (const cell of machine.cells.actors) {
      const value = state[cell] ?? 0;
      if (value === 0) continue;
      for (const move of machine.movesOf(value)) {
        if (move.fault !== undefined || move.source === 'operation' || move.source === 'tick') continue;
        if (move.unless >= 0 && (state[move.unless] ?? 0) !== 0) continue;
        offered.add(move.label);
        const own = since.get(move.label) ?? this.turn;
        since.set(move.label, own);
        if (best === undefined || own < bestSince || (own === bestSince && move.label < best.label)) {
          best = move;
          bestSince = own;
        }
      }
    }
    for (const label of since.keys()) if (!offered.has(label)) since.delete(label);
    if (best !== undefined) since.delete(best.label);
    return best;
  }
}
