// One run of a scenario on the machine: choice by choice what sim/search/run.ts is on a simulation, without a record of
// it. What other runs have taught is looked up.

import type { Effect } from '../../kernel/machine/transition.ts';
import type { NexusId } from '../../rack/ids.ts';
import type { Finding, Invariant } from '../../rack/invariants/invariant.ts';
import type { BackgroundTask, RackConfig } from '../../rack/rack.ts';
import type { FaultKind } from '../../rack/scenario.ts';
import type { Violation } from '../checker.ts';
import type { Scene } from '../moves.ts';
import { CHOICES_MAX } from '../run.ts';
import type { RandomStrategy } from '../strategy.ts';
import type { Pending } from './agenda.ts';
import { Body, HandOver, TIMELESS_MS } from './body.ts';
import type { Ground } from './ground.ts';
import type { Rest } from './rest.ts';

export class MachineRun implements Scene<Pending> {
  readonly config: RackConfig;
  readonly labels: string[] = [];
  readonly marks = new Set<string>();
  /** The first of each invariant. */
  readonly violations: Violation[] = [];
  stepCount = 0;
  faultsLeft: number;
  private readonly ground: Ground;
  private readonly body: Body;
  private readonly isStoppingAtFirst: boolean;
  private readonly faultKinds: ReadonlySet<string>;
  /** The last step may have changed the rack. */
  private isDirty = true;
  private hasHardViolation = false;

  constructor(ground: Ground, isStoppingAtFirst: boolean) {
    const { scenario, initial, config, machine } = ground;
    this.ground = ground;
    this.config = config;
    this.isStoppingAtFirst = isStoppingAtFirst;
    this.faultsLeft = scenario.faults?.max ?? 0;
    this.faultKinds = new Set<string>(scenario.faults?.kinds);
    this.body = new Body(ground, initial.slice());
    this.body.agenda.follow(ground.turns.make(machine.births, NO_WRITES), 0);
  }

  /** A hard violation was found and the run need not go on. */
  get isOver(): boolean {
    return this.isStoppingAtFirst && this.hasHardViolation;
  }

  enabled(): readonly Pending[] {
    return this.body.enabled();
  }

  faults(): readonly Pending[] {
    return this.faultsLeft > 0 ? this.body.faults((fault) => this.faultKinds.has(fault)) : [];
  }

  everyFault(): readonly Pending[] {
    return this.body.faults(() => true);
  }

  allows(kind: FaultKind): boolean {
    return this.faultsLeft > 0 && this.faultKinds.has(kind);
  }

  isOffer({ source, label }: Pending): boolean {
    return source === 'operation' && !this.ground.planned.has(label);
  }

  spendFault(): void {
    this.faultsLeft--;
  }

  offerTick(nexus: NexusId, task: BackgroundTask): void {
    this.body.perform(this.ground.offerTick(nexus, task));
  }

  outline(): number | undefined {
    return this.isDirty ? this.ground.outline(this.body.state) : undefined;
  }

  /** Lets the strategy choose until it has no more to choose. */
  choose(strategy: RandomStrategy): Pending | undefined {
    return this.isOver || this.labels.length >= CHOICES_MAX ? undefined : strategy.next(this);
  }

  /** One choice. */
  take(one: Pending): void {
    if (one.kind === 'fault') this.faultsLeft--;
    this.labels.push(one.label);
    const effect = this.body.step(one);
    this.isDirty = effect !== undefined && effect.writes.length > 0;
    this.note(effect);
  }

  /** Stops injecting, lets everything come to rest, and looks at what is left. */
  finish(): void {
    if (this.isOver) return;
    const { ground, body } = this;
    body.remove(({ source }) => source === 'operation' || source === 'tick');
    const isQuiet = body.runToQuiet((effect) => {
      this.note(effect);
      return this.isOver;
    });
    if (this.isOver) return;
    if (!isQuiet || body.agenda.pending.length > 0) throw new HandOver('it does not come to an end');
    ground.forgetBudgets(body.state);
    const rest = ground.rest(body.state, body.agenda);
    if (body.now + rest.asked >= TIMELESS_MS) throw new HandOver('the time matters');
    this.goThrough(rest);
  }

  private goThrough({ steps, findings, marks }: Rest): void {
    const before = this.stepCount;
    let last = before + steps;
    let isCut = false;
    for (const { invariant, finding, step, isAtRest } of findings) {
      if (isCut && (isAtRest || before + step > last)) break;
      this.report(invariant, finding, before + step, isAtRest);
      if (!this.isOver || isAtRest) continue;
      isCut = true;
      last = before + step;
    }
    this.stepCount = last;
    for (const { mark, step } of marks) if (before + step <= last) this.marks.add(mark);
  }

  private note(effect: Effect | undefined): void {
    this.stepCount++;
    if (effect === undefined) return;
    const { marks } = effect;
    if (marks.length > 0) for (const mark of marks) this.marks.add(mark);
    for (const { invariant, finding } of this.ground.watch.after(effect, this.body.state)) {
      this.report(invariant, finding, this.stepCount, false);
    }
  }

  private report({ name, isSoft = false }: Invariant, finding: Finding, step: number, isAtRest: boolean): void {
    if (this.violations.some(({ invariant }) => invariant === name)) return;
    if (!isSoft) this.hasHardViolation = true;
    const { subject, message } = finding;
    this.violations.push({ invariant: name, isSoft, subject, message, step, isAtRest });
  }
}

const NO_WRITES = new Int32Array(0);
