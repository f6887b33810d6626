// Follows a scenario's script: the events that it names in the order that it asks for, all others in default order.
// A script that cannot be followed is an error that says where.

import { freeze } from 'immer';
import { Barriers, isAt } from '../kernel/barriers.ts';
import type { Event } from '../kernel/event.ts';
import { tickLabel } from '../rack/clients.ts';
import type { NexusId } from '../rack/ids.ts';
import type { BackgroundTask, Rack } from '../rack/rack.ts';
import type { Play, Scenario } from '../rack/scenario.ts';
import { earliest } from './drain.ts';
import { CHOICES_MAX, type Run } from './run.ts';

/** A script asked for something that cannot happen. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** Runs the script to its end, then heals and drains. */
export function playScript(run: Run, script: NonNullable<Scenario['script']>): void {
  const play = new ScriptPlay(run);
  const returned: unknown = script(play);
  play.isOver = true;
  // Of an `async` function or a generator only the first part has run, or nothing.
  if (typeof returned === 'object' && returned !== null) {
    throw new ScriptError(
      `${run.scenario.name}: a script is a plain function that returns nothing: no async, no yield`,
    );
  }
  run.finish();
}

class ScriptPlay implements Play {
  /** The script has returned: whoever has kept this cannot go on with it. */
  isOver = false;
  private readonly run: Run;
  private readonly barriers = new Barriers();
  /** The rack as it was when a sleeper was last woken, by its label: a loop that only looks is not gone round again. */
  private readonly woken = new Map<string, string>();

  constructor(run: Run) {
    this.run = run;
  }

  /** A copy: what a script changed itself would be in no schedule. */
  get rack(): Rack {
    const { state } = this.run.simulation;
    return Object.isFrozen(state) ? state : freeze(structuredClone(state), true);
  }

  issue(operation: string): void {
    const event = this.run
      .enabled()
      .find((one) => one.kind === 'external' && one.label.startsWith(`client: ${operation} (`));
    if (event === undefined) throw this.impossible(`issue "${operation}"`, 'no such request is due');
    this.take(event, `issue "${operation}"`);
  }

  hold(...points: readonly string[]): void {
    for (const point of points) this.barriers.hold(point);
  }

  release(...points: readonly string[]): void {
    for (const point of points) {
      if (!this.barriers.release(point)) throw this.impossible(`release "${point}"`, 'it is not held');
    }
  }

  reach(point: string): void {
    this.runTo(point, `reach "${point}"`);
    this.barriers.hold(point);
  }

  comes(point: string): boolean {
    if (this.seek(point, `see whether "${point}" comes`) === undefined) return false;
    this.barriers.hold(point);
    return true;
  }

  let(point: string): void {
    this.barriers.release(point);
    const verb = `let "${point}"`;
    this.take(this.runTo(point, verb), verb);
  }

  settle(): void {
    for (let event = this.next(); event; event = this.next()) this.take(event, 'settle');
  }

  fault(words: string): void {
    const fault = this.run.simulation.faults().find((one) => one.label.includes(words));
    if (fault === undefined) throw this.impossible(`fault "${words}"`, 'no such fault can strike now');
    this.take(fault, `fault "${words}"`);
  }

  tick(nexus: NexusId, task: BackgroundTask): void {
    const label = tickLabel(nexus, task);
    const planned = this.run.enabled().find((event) => event.kind === 'external' && event.label === label);
    if (planned) return this.take(planned, `tick ${nexus} ${task}`);
    this.run.offerTick(nexus, task);
    this.tick(nexus, task);
  }

  private runTo(point: string, verb: string): Event {
    const found = this.seek(point, verb);
    if (found === undefined) throw this.impossible(verb, 'nothing is left to do');
    return found;
  }

  /** Runs in default order until an event fits the point, and does not take it; nothing when all is done before. */
  private seek(point: string, verb: string): Event | undefined {
    for (;;) {
      const found = this.run.enabled().find((event) => isAt(event, point));
      if (found) return found;
      const event = this.next();
      if (event === undefined) return undefined;
      this.take(event, verb);
    }
  }

  private take(event: Event, verb: string): void {
    if (this.isOver) throw this.impossible(verb, 'the script has ended');
    if (this.run.labels.length >= CHOICES_MAX) throw this.impossible(verb, `a run has at most ${CHOICES_MAX} steps`);
    if (isAwakening(event)) this.woken.set(event.label, this.fingerprint());
    this.run.take(event);
  }

  /**
   * The next event in default order that is neither held nor waiting to be named. The timeout of a call that can
   * still be answered waits to be named, too: otherwise holding a message would always end in one.
   */
  private next(): Event | undefined {
    const isFree = (event: Event) => {
      if (event.kind === 'external' || (event.kind === 'timer' && event.call && !event.call.isLost)) return false;
      if (isAwakening(event) && this.hasLooked(event)) return false;
      return !this.barriers.holds(event);
    };
    return earliest(this.run.enabled().filter(isFree));
  }

  /** Whether this sleeper was woken before, and nothing has changed since. */
  private hasLooked(event: Event): boolean {
    const then = this.woken.get(event.label);
    return then !== undefined && then === this.fingerprint();
  }

  private fingerprint(): string {
    return JSON.stringify(this.run.simulation.state);
  }

  private impossible(verb: string, why: string): ScriptError {
    const waiting = this.run
      .enabled()
      .map((event) => event.label)
      .slice(0, 12);
    const { name } = this.run.scenario;
    const list = waiting.length > 0 ? `; possible next: ${waiting.map((label) => `"${label}"`).join(', ')}` : '';
    return new ScriptError(`${name}: cannot ${verb} after step ${this.run.labels.length}: ${why}${list}`);
  }
}

/** The end of a sleep, as of one who polls. */
function isAwakening(event: Event): boolean {
  return event.kind === 'timer' && event.call === undefined;
}
