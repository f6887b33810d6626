// A rack under way on the machine: its state, what may happen next, and what time it would be.
//
// The machine's own time stands still. That is enough while virtual time is below the shortest span that the rack
// compares anything with: whatever is compared, the answer is that it is not over yet.

import { DELAY_MS } from '../../kernel/faults.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { COOLDOWN_MS } from '../../rack/nexus/reincarnation.ts';
import { earliest, STEPS_MAX } from '../drain.ts';
import { Agenda, Pending } from './agenda.ts';
import type { Ground } from './ground.ts';

/** The machine cannot go on as a simulation would. */
export class HandOver extends Error {
  override readonly name = 'HandOver';
}

/** Virtual time from which it matters what time it is: no run begins before 0. */
export const TIMELESS_MS = COOLDOWN_MS;

export class Body {
  state: Int32Array;
  /** Virtual time since the start. */
  now = 0;
  /** When somebody last asked for it. */
  asked = 0;
  readonly agenda: Agenda;
  private readonly ground: Ground;
  private hasCuts = false;

  /** A rack in a state, which is taken over. */
  constructor(ground: Ground, state: Int32Array, agenda = new Agenda()) {
    this.ground = ground;
    this.state = state;
    this.agenda = agenda;
  }

  /** What may happen next, in the order in which it came up. */
  enabled(): readonly Pending[] {
    const { pending } = this.agenda;
    return this.hasCuts ? pending.filter(({ move: { unless } }) => unless < 0 || !this.state[unless]) : pending;
  }

  /** The faults of some kinds that could strike now. */
  faults(isWanted: (fault: string) => boolean): Pending[] {
    const { ground } = this;
    const { machine } = ground;
    const faults: Pending[] = [];
    const add = (move: Move, sequence: number, subject?: Pending) => {
      if (isWanted(move.fault as string)) faults.push(new Pending(move, -1, 0, sequence, subject));
    };
    for (const one of this.enabled()) {
      const { kind, cell, sequence } = one;
      if (kind !== 'request' && kind !== 'reply' && kind !== 'step') continue;
      for (const move of machine.movesOf(this.state[cell] as number)) if (move.kind === 'fault') add(move, sequence);
      add(ground.late(kind === 'step' ? 'stall' : 'delay', one.label), sequence, one);
    }
    const own: Move[] = [];
    machine.faultsIn(this.state, own);
    for (const move of own) add(move, 0);
    return faults;
  }

  /** Takes a step, and keeps what comes of it; `undefined` when it only makes something late. */
  step(one: Pending): Effect | undefined {
    const { subject, move } = one;
    if (subject !== undefined) {
      subject.at += DELAY_MS;
      return undefined;
    }
    if (one.at > this.now) this.now = one.at;
    if (one.fault === 'partition') this.hasCuts = true;
    return this.perform(move);
  }

  /** Does something that is no step of the run. */
  perform(move: Move): Effect {
    const effect = this.ground.machine.effectOf(move, this.state);
    this.follow(effect);
    return effect;
  }

  /** Takes off what comes from outside, as far as it is wanted no more. */
  remove(isUnwanted: (one: Pending) => boolean): void {
    for (const cell of this.agenda.remove(isUnwanted)) this.state[cell] = 0;
  }

  /** Takes the earliest until nothing is left, or `afterStep` says that it is enough; false when that never comes. */
  runToQuiet(afterStep: (effect: Effect) => boolean): boolean {
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      const one = earliest(this.enabled());
      if (one === undefined) return true;
      if (afterStep(this.step(one) as Effect)) return false;
    }
    return false;
  }

  private follow(effect: Effect): void {
    const { writes, isTimely } = effect;
    if (isTimely) {
      if (this.now >= TIMELESS_MS) throw new HandOver('the time matters');
      this.asked = this.now;
    }
    this.state = this.ground.machine.write(this.state, writes);
    this.agenda.follow(this.ground.turns.of(effect), this.now);
  }
}
