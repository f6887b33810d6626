// Follows a scenario's script: the events that it names in the order that it asks for, all others in default order.
// A script that cannot be followed is an error that says where.

import { Barriers, isAt } from '../kernel/barriers.ts';
import type { Event } from '../kernel/event.ts';
import { tick } from '../rack/clients.ts';
import type { NexusId } from '../rack/ids.ts';
import type { BackgroundTask, Rack } from '../rack/rack.ts';
import type { Play, Scenario } from '../rack/scenario.ts';
import { earliest } from './drain.ts';
import type { Run } from './run.ts';

/** Steps between two points that no script needs. */
const STEPS_MAX = 5_000;

/** A script asked for something that cannot happen. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** Runs the script to its end, then heals and drains. */
export function playScript(run: Run, script: NonNullable<Scenario['script']>): void {
  script(new ScriptPlay(run));
  run.finish();
}

class ScriptPlay implements Play {
  private readonly run: Run;
  private readonly barriers = new Barriers();

  constructor(run: Run) {
    this.run = run;
  }

  get rack(): Rack {
    return this.run.simulation.state;
  }

  issue(operation: string): void {
    const event = this.run
      .enabled()
      .find((one) => one.kind === 'external' && one.label.startsWith(`client: ${operation} (`));
    if (event === undefined) throw this.impossible(`issue "${operation}"`, 'no such request is due');
    this.run.take(event);
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
    this.run.take(this.runTo(point, `let "${point}"`));
  }

  settle(): void {
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      const event = this.next();
      if (event === undefined) return;
      this.run.take(event);
    }
    throw this.impossible('settle', `still busy after ${STEPS_MAX} steps`);
  }

  fault(words: string): void {
    const fault = this.run.simulation.faults().find((one) => one.label.includes(words));
    if (fault === undefined) throw this.impossible(`fault "${words}"`, 'no such fault can strike now');
    this.run.take(fault);
  }

  tick(nexus: NexusId, task: BackgroundTask): void {
    const { simulation, config } = this.run;
    const label = `tick: ${nexus} ${task}`;
    const planned = this.run.enabled().find((event) => event.kind === 'external' && event.label === label);
    if (planned) return this.run.take(planned);
    const run = () => tick(simulation, config, nexus, task);
    simulation.addExternal({ label, at: simulation.now, process: nexus, source: 'tick', run });
    this.tick(nexus, task);
  }

  private runTo(point: string, verb: string): Event {
    const found = this.seek(point, verb);
    if (found === undefined) throw this.impossible(verb, 'nothing is left to do');
    return found;
  }

  /** Runs in default order until an event fits the point, and does not take it; nothing when all is done before. */
  private seek(point: string, verb: string): Event | undefined {
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      const found = this.run.enabled().find((event) => isAt(event, point));
      if (found) return found;
      const event = this.next();
      if (event === undefined) return undefined;
      this.run.take(event);
    }
    throw this.impossible(verb, `not there after ${STEPS_MAX} steps`);
  }

  /**
   * The next event in default order that is neither held nor waiting to be named. The timeout of a call that can
   * still be answered waits to be named, too: otherwise holding a message would always end in one.
   */
  private next(): Event | undefined {
    const isFree = (event: Event) => {
      if (event.kind === 'external' || (event.kind === 'timer' && event.call && !event.call.isLost)) return false;
      return !this.barriers.holds(event);
    };
    return earliest(this.run.enabled().filter(isFree));
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
