// Follows a schedule by its labels. After the last one the run is drained, so that a schedule saved from a run replays
// to the same digest. What cannot be followed is told, never replaced silently.

import { distance } from 'fastest-levenshtein';
import type { Event } from '../kernel/event.ts';
import { tick } from '../rack/clients.ts';
import type { NexusId } from '../rack/ids.ts';
import { BACKGROUND_TASKS, type BackgroundTask } from '../rack/rack.ts';
import type { Run } from './run.ts';
import type { Strategy } from './strategy.ts';

/**
 * `strict` ends the open part of the run at the first label that is not there. `lenient` skips it and goes on.
 * `alike` also takes an event that differs only in numbers given out in order of creation: shrinking needs it, since
 * a VMM or a saga less renames all later ones.
 */
export type ReplayMode = 'strict' | 'lenient' | 'alike';

/** The first place where a schedule could not be followed. */
export interface Divergence {
  /** How many steps had been taken. */
  readonly step: number;
  /** Position in the schedule, from 1. */
  readonly choice: number;
  readonly wanted: string;
  /** Labels that were possible instead, the nearest first. */
  readonly possible: readonly string[];
}

const POSSIBLE_MAX = 5;

export class Replay implements Strategy {
  /** The first label that was not there as it stands. */
  divergence: Divergence | undefined;
  private readonly choices: readonly string[];
  private readonly mode: ReplayMode;
  private position = 0;

  constructor(choices: readonly string[], mode: ReplayMode = 'strict') {
    this.choices = choices;
    this.mode = mode;
  }

  next(run: Run): Event | undefined {
    while (this.position < this.choices.length) {
      const wanted = this.choices[this.position++] as string;
      const event = find(run, (label) => label === wanted, wanted) ?? addTick(run, wanted);
      if (event !== undefined) return event;
      // Shrinking replays thousands of candidates and reads no divergence: do not spell it out.
      if (this.mode !== 'alike') this.divergence ??= this.describe(run, wanted);
      else {
        const shape = shapeOf(wanted);
        const similar = find(run, (label) => shapeOf(label) === shape, wanted);
        if (similar !== undefined) return similar;
      }
      if (this.mode === 'strict') return undefined;
    }
    return undefined;
  }

  private describe(run: Run, wanted: string): Divergence {
    const possible = candidates(run, wanted).map((event) => event.label);
    const nearest = possible.sort((a, b) => distance(wanted, a) - distance(wanted, b)).slice(0, POSSIBLE_MAX);
    return { step: run.labels.length, choice: this.position, wanted, possible: nearest };
  }
}

/** Faults are looked up whatever the budget: the schedule has them, and a script may strike outside of it. */
function candidates(run: Run, wanted: string): readonly Event[] {
  return wanted.startsWith('fault: ') ? run.simulation.faults() : run.enabled();
}

function find(run: Run, fits: (label: string) => boolean, wanted: string): Event | undefined {
  return candidates(run, wanted).find((event) => fits(event.label));
}

/** A label without the numbers that depend on how many things were created before. */
function shapeOf(label: string): string {
  return label
    .replace(/\b(saga|vmm|migration)-\d+/g, '$1-?')
    .replace(/ #\d+/g, '')
    .replace(/\bgen \d+/g, 'gen ?')
    .replace(/ [A-Z]\d*\b/g, ' ?');
}

/** A script's tick comes from nowhere: it is put on offer just before it is taken. */
function addTick(run: Run, wanted: string): Event | undefined {
  const [, nexus, task] = /^tick: (\S+) (\S+)$/.exec(wanted) ?? [];
  if (!isNexus(run, nexus) || !isTask(task)) return undefined;
  const { simulation, config } = run;
  simulation.addExternal({
    label: wanted,
    at: simulation.now,
    process: nexus,
    source: 'tick',
    run: () => tick(simulation, config, nexus, task),
  });
  return find(run, (label) => label === wanted, wanted);
}

function isNexus(run: Run, name: string | undefined): name is NexusId {
  return run.config.nexuses.some((nexus) => nexus === name);
}

function isTask(name: string | undefined): name is BackgroundTask {
  return BACKGROUND_TASKS.some((task) => task === name);
}
