// The machine that searches: the same system as the simulation's, in the untimed reading, laid out so that it can be
// put into any state at once and does nothing twice. A state is a vector (cells.ts); a task is a node (nodes.ts); what
// a move does is looked up where it has been done before (decision.ts), and otherwise done on the cells that it needs.
// Time stands still: whatever is armed may fire. That it does what the simulation does is tested step by step.

import type { Outcome, Recipe, Start } from '../ask.ts';
import type { ExternalEvent, FaultEvent } from '../event.ts';
import type { Model } from '../model.ts';
import type { World } from '../world.ts';
import { Calls } from './calls.ts';
import { type CellId, Cells, type ValueId } from './cells.ts';
import { Decision } from './decision.ts';
import { type Move, makeMove } from './move.ts';
import { Processes } from './processes.ts';
import type { CallRecord, ExternalRecord, TaskRecord } from './records.ts';
import { Tasks } from './tasks.ts';
import { type Birth, type Effect, Transition } from './transition.ts';
import { View } from './view.ts';

/** A process that faults may strike, and which do, as far as is known. */
interface Target {
  readonly process: string;
  readonly faults: Decision<readonly Move[]>;
}

/** A machine for a model with state `S`. Between two moves it has no state but what was learned. */
export class Machine<S extends object> implements World<S> {
  readonly model: Model<S>;
  readonly cells = new Cells();
  readonly transition: Transition;
  /** Time stands still. */
  readonly now = 0;
  /** Told within the step when a fault strikes: the budget is part of the state. */
  onFault: () => void = () => {};
  readonly processes: Processes;
  readonly calls: Calls<S>;
  readonly tasks: Tasks<S>;
  readonly view: View<S>;
  /** What has come up by the beginning. */
  births: readonly Birth[] = [];
  /** How many answers were learned: of moves, and of questions. */
  learned = 0;
  private readonly moves: (readonly Move[] | undefined)[] = [];
  private readonly externals = new Map<string, () => void>();
  private readonly targets = new Decision<readonly Target[]>();
  private readonly targetsByName = new Map<string, Target>();
  private readonly faultMoves = new Map<string, Move>();
  /** Whether numbers are counted, see `Tasks.fresh`. */
  readonly isCounting: boolean;

  /**
   * A machine that counts gives out the simulation's numbers, and keeps its order of keys. One that does not has fewer
   * states: who came first shows in neither.
   */
  constructor(model: Model<S>, { isCounting = false }: { readonly isCounting?: boolean } = {}) {
    this.model = model;
    this.isCounting = isCounting;
    this.transition = new Transition(this.cells, (scan, state) => this.processes.scan(scan, state));
    this.view = new View(this.cells, this.transition, model.depths ?? {}, !isCounting);
    this.calls = new Calls(this);
    this.tasks = new Tasks(this);
    this.processes = new Processes(this.cells, this.transition, this.tasks, this.calls);
  }

  /** The state in which the model begins, after `setUp`. */
  initial(setUp: () => void): Int32Array {
    const effect = this.perform(new Int32Array(0), () => {
      this.view.load(this.model.initial());
      setUp();
    });
    this.births = effect.births;
    return this.after(new Int32Array(0), effect);
  }

  /** What doing something to a state comes to; nothing of it is remembered. */
  perform(state: Int32Array, work: () => void): Effect {
    this.transition.begin(state);
    work();
    return this.transition.end();
  }

  /** A copy of the state with an effect's writes. */
  after(state: Int32Array, { writes }: Effect): Int32Array {
    const next = new Int32Array(Math.max(state.length, roomFor(this.cells.cellCount)));
    next.set(state);
    for (let i = 0; i < writes.length; i += 2) next[writes[i] as number] = writes[i + 1] as number;
    return next;
  }

  /** Writes into a state in place, or into a larger one where it has no room; the state. */
  write(state: Int32Array, writes: Int32Array): Int32Array {
    let room = state;
    for (let i = 0; i < writes.length; i += 2) {
      const cell = writes[i] as CellId;
      if (cell >= room.length) {
        room = new Int32Array(roomFor(this.cells.cellCount));
        room.set(state);
        for (let done = 0; done < i; done += 2) room[writes[done] as CellId] = writes[done + 1] as ValueId;
      }
      room[cell] = writes[i + 1] as ValueId;
    }
    return room;
  }

  // --- What may happen, and what comes of it ---------------------------------------------------------------

  /** The moves of a value: those of a task, a call or an external; none of any other. */
  movesOf(value: ValueId): readonly Move[] {
    const known = this.moves[value];
    if (known !== undefined) return known;
    const moves = this.findMoves(value);
    this.moves[value] = moves;
    return moves;
  }

  /** The moves that have been asked for, in the order of their values. */
  *knownMoves(): Generator<Move, void, void> {
    for (const moves of this.moves) if (moves !== undefined) yield* moves;
  }

  /** Writes the faults of the model's own kind that could strike in a state over the head of a list; their number. */
  faultsIn(state: Int32Array, list: Move[]): number {
    let count = 0;
    // Questions are put only where there is no answer yet: this comes up in every state.
    for (const target of this.lookUp(this.targets, state) ?? this.findTargets(state)) {
      const faults = this.lookUp(target.faults, state) ?? this.findFaults(target, state);
      for (let i = 0; i < faults.length; i++) list[count++] = faults[i] as Move;
    }
    return count;
  }

  /** What a move does in a state in which it may happen. */
  effectOf(move: Move, state: Int32Array): Effect {
    const known = this.lookUp(move.effects, state);
    if (known !== undefined) return known;
    const { transition } = this;
    transition.begin(state);
    move.run();
    if (move.fault !== undefined) this.onFault();
    const effect = transition.end();
    move.effects.learn(transition.readCells, transition.readIndexes, effect, move.actor);
    this.learned++;
    return effect;
  }

  /** What a question about a state comes to. It may look at the state and change nothing. */
  ask<T>(known: Decision<T>, state: Int32Array, question: () => T): T {
    const found = this.lookUp(known, state);
    if (found !== undefined) return found;
    const { transition } = this;
    transition.begin(state);
    const answer = question();
    known.learn(transition.readCells, transition.readIndexes, answer);
    this.learned++;
    return answer;
  }

  lookUp<T>(known: Decision<T>, state: Int32Array): T | undefined {
    const { indexOf } = this.cells;
    let at: Decision<T> = known;
    for (;;) {
      if (at.outcome !== undefined) return at.outcome;
      const { cell } = at;
      if (cell === -1) return undefined;
      const index = cell >= 0 ? indexOf[(state[cell] as number) | 0] : this.processes.scan(cell, state);
      const way = at.ways[index as number];
      if (way === undefined) return undefined;
      at = way;
    }
  }

  private findTargets(state: Int32Array): readonly Target[] {
    return this.ask(this.targets, state, () => this.model.processes(this.view.root).map((name) => this.target(name)));
  }

  private target(process: string): Target {
    const known = this.targetsByName.get(process);
    if (known !== undefined) return known;
    const target: Target = { process, faults: new Decision() };
    this.targetsByName.set(process, target);
    return target;
  }

  private findFaults({ process, faults }: Target, state: Int32Array): readonly Move[] {
    return this.ask(faults, state, () => this.model.faults(this, process).map((fault) => this.faultMove(fault)));
  }

  private findMoves(value: ValueId): readonly Move[] {
    const cell = this.cells.cellOf[value] as CellId;
    const data = this.cells.data[value];
    switch (this.cells.sorts[cell]) {
      case 'task':
        return this.tasks.movesOf(cell, data as TaskRecord);
      case 'call':
        return this.calls.movesOf(data as CallRecord);
      case 'external': {
        const { label, process, source } = data as ExternalRecord;
        const run = () => {
          this.transition.get(cell);
          this.transition.set(cell, 0);
          this.externals.get(label)?.();
        };
        return [makeMove({ kind: 'external', label, process, actor: cell, source, run })];
      }
      default:
        return [];
    }
  }

  private faultMove({ fault, label, process, run }: FaultEvent): Move {
    const known = this.faultMoves.get(label);
    if (known !== undefined) return known;
    const move = makeMove({ kind: 'fault', label, process, actor: -1, fault, run });
    this.faultMoves.set(label, move);
    return move;
  }

  // --- For models, environments and faults -----------------------------------------------------------------

  get state(): S {
    return this.view.root;
  }

  apply<R>(recipe: Recipe<S, R>): R {
    return this.view.apply(recipe, false);
  }

  /** `onEnd` is kept by the task's name: what it does must not depend on the run. */
  spawn(process: string, name: string, start: Start, onEnd?: (outcome: Outcome<unknown>) => void): void {
    if (start.made === undefined) throw new Error(`"${name}" must begin by start(), from outside of any task`);
    this.tasks.spawn(process, name, start, onEnd);
  }

  /** Adds an event from outside. What it does must depend on its label and the state alone. */
  addExternal({ label: base, process, source, run, at }: Omit<ExternalEvent, 'kind' | 'sequence'>): void {
    const { cells, transition } = this;
    let label = base;
    for (let n = 2; transition.get(cells.cell('external', label)) !== 0; n++) label = `${base} (${n})`;
    if (!this.externals.has(label)) this.externals.set(label, run);
    const cell = cells.cell('external', label);
    const record: ExternalRecord = { label, process, source };
    transition.set(cell, cells.value(cell, record));
    transition.bear(cell, 'external', at);
  }

  /** Takes an event from outside off the table, if it is there. */
  removeExternal(label: string): void {
    const cell = this.cells.cell('external', label);
    if (this.transition.get(cell) !== 0) this.transition.set(cell, 0);
  }

  kill(process: string): void {
    this.processes.kill(process);
  }

  mark(name: string): void {
    this.transition.marks.push(name);
  }
}

/** Lengths of vectors go by doubling, so that most states have one. */
function roomFor(cells: number): number {
  let room = 32;
  while (room < cells) room *= 2;
  return room;
}
