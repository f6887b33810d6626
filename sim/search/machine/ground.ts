// What runs on the machine share: the machine, and all that was learned of what a rack does. What comes of a run does
// not depend on it.

import type { CellId } from '../../kernel/machine/cells.ts';
import { Decision } from '../../kernel/machine/decision.ts';
import { Machine } from '../../kernel/machine/machine.ts';
import { type Move, makeMove } from '../../kernel/machine/move.ts';
import { operationLabel, tick, tickLabel } from '../../rack/clients.ts';
import type { Toggles } from '../../rack/designs/toggles.ts';
import type { NexusId } from '../../rack/ids.ts';
import type { Invariant } from '../../rack/invariants/invariant.ts';
import { makeRackModel } from '../../rack/model.ts';
import type { BackgroundTask, Rack, RackConfig } from '../../rack/rack.ts';
import type { Scenario } from '../../rack/scenario.ts';
import { PARTS } from '../drain.ts';
import { Outliner } from '../outline.ts';
import { Environment } from '../prove/environment.ts';
import { Watch } from '../prove/watch.ts';
import { configOf, planOf } from '../run.ts';
import { Agenda, Turns } from './agenda.ts';
import { type Rest, restOf } from './rest.ts';

interface KnownRest {
  readonly low: number;
  readonly rest: Rest;
}

export class Ground {
  readonly scenario: Scenario;
  readonly config: RackConfig;
  readonly invariants: readonly Invariant[];
  readonly machine: Machine<Rack>;
  readonly watch: Watch;
  readonly turns: Turns;
  /** The state in which every run begins. */
  readonly initial: Int32Array;
  /** The labels of the requests that the scenario names itself. */
  readonly planned: ReadonlySet<string>;
  private readonly environment: Environment;
  private readonly outliner = new Outliner();
  private readonly outlines = new Decision<number>();
  private readonly rests = new Map<number, KnownRest[]>();
  private readonly parts: number[] = [];
  private readonly ownMoves = new Map<string, Move>();

  constructor(scenario: Scenario, toggles: Toggles, invariants: readonly Invariant[]) {
    this.scenario = scenario;
    this.config = configOf(scenario, toggles);
    this.invariants = invariants;
    this.machine = new Machine(makeRackModel(this.config), { isCounting: true });
    this.planned = new Set(scenario.operations?.map((operation) => operationLabel(planOf(operation))));
    this.environment = new Environment(this.machine, scenario, this.config);
    this.watch = new Watch(this.machine, this.config, invariants);
    this.turns = new Turns(this.machine as unknown as Machine<never>);
    this.initial = this.machine.initial(() => {
      this.environment.setUp();
      this.watch.setUp();
    });
    this.watch.begin(this.initial);
  }

  /** How much was learned, in things remembered. */
  get size(): number {
    const { cells, learned, tasks } = this.machine;
    return cells.valueCount + learned + tasks.nodes.count + this.rests.size;
  }

  /** The outline of a state's rack. */
  outline(state: Int32Array): number {
    return this.machine.ask(this.outlines, state, () => this.outliner.outline(this.machine.state));
  }

  /** Forgets what was left of budgets, which matters no more once a run is drained. */
  forgetBudgets(state: Int32Array): void {
    for (const cell of this.environment.counters) state[cell] = 0;
  }

  /** How a state comes to rest in which nothing may happen next; `agenda` knows in which order its calls were made. */
  rest(state: Int32Array, agenda: Agenda): Rest {
    const calls = agenda.inOrder(this.callsIn(state));
    const { high, low: sum } = this.machine.cells.hashOf(state);
    const low = calls.reduce((mixed, cell) => Math.imul(mixed ^ cell, 2654435761), sum);
    const known = this.rests.get(high)?.find((one) => one.low === low);
    if (known !== undefined) return known.rest;
    const rest = restOf(this, state, Agenda.afterCalls(calls));
    this.rests.set(high, [...(this.rests.get(high) ?? []), { low, rest }]);
    return rest;
  }

  /** Calls that are being served, some of them for ever. */
  private callsIn(state: Int32Array): CellId[] {
    const { actors, sorts } = this.machine.cells;
    return actors.filter((cell) => sorts[cell] === 'call' && (state[cell] as number | 0) !== 0);
  }

  /** Which of the {@link PARTS} of a rack a cell belongs to; -1 for none. */
  partOf(cell: number): number {
    const known = this.parts[cell];
    if (known !== undefined) return known;
    const { sorts, names } = this.machine.cells;
    const name = names[cell] ?? '';
    const part = sorts[cell] === 'row' ? PARTS.findIndex(({ paths }) => paths.some((path) => isUnder(path, name))) : -1;
    this.parts[cell] = part;
    return part;
  }

  /** The fault that something comes late. */
  late(fault: 'delay' | 'stall', subject: string): Move {
    return this.ownMove(`fault: ${fault} "${subject}"`, () => {}, fault);
  }

  /** A tick that is no step: a round of the drain. */
  tick(nexus: NexusId, task: BackgroundTask): Move {
    return this.ownMove(tickLabel(nexus, task), () => tick(this.machine, this.config, nexus, task));
  }

  /** Puts a tick on offer that the scenario does not have. */
  offerTick(nexus: NexusId, task: BackgroundTask): Move {
    const run = () => tick(this.machine, this.config, nexus, task);
    const external = { label: tickLabel(nexus, task), at: 0, process: nexus, source: 'tick', run };
    return this.ownMove(`offer ${external.label}`, () => this.machine.addExternal(external));
  }

  /** A move that belongs to no cell. */
  private ownMove(label: string, run: () => void, fault?: string): Move {
    const known = this.ownMoves.get(label);
    if (known !== undefined) return known;
    const kind = fault === undefined ? 'external' : 'fault';
    const move = makeMove({ kind, label, process: '', actor: -1, fault, run });
    this.ownMoves.set(label, move);
    return move;
  }
}

function isUnder(path: string, name: string): boolean {
  return name === path || name.startsWith(`${path}/`);
}
