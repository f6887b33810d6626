// Follows a schedule by its labels. After the last one the run is drained, so that a schedule saved from a run replays
// to the same digest. What cannot be followed is told, never replaced silently.

import { distance } from 'fastest-levenshtein';
import { BACKGROUND_TASKS, type RackConfig } from '../rack/rack.ts';
import type { Possible, Scene } from './moves.ts';
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

  next<E extends Possible>(scene: Scene<E>): E | undefined {
    while (this.position < this.choices.length) {
      const wanted = this.choices[this.position++] as string;
      const event = find(scene, (label) => label === wanted, wanted) ?? offeredTick(scene, wanted);
      if (event !== undefined) return event;
      // Shrinking replays thousands of candidates and reads no divergence: do not spell it out.
      if (this.mode !== 'alike') this.divergence ??= this.describe(scene, wanted);
      else {
        const shape = shapeOf(wanted);
        const similar = find(scene, (label) => shapeOf(label) === shape, wanted);
        if (similar !== undefined) return similar;
      }
      if (this.mode === 'strict') return undefined;
    }
    return undefined;
  }

  private describe<E extends Possible>(scene: Scene<E>, wanted: string): Divergence {
    const possible = candidates(scene, wanted).map((event) => event.label);
    const nearest = possible.sort((a, b) => distance(wanted, a) - distance(wanted, b)).slice(0, POSSIBLE_MAX);
    return { step: scene.labels.length, choice: this.position, wanted, possible: nearest };
  }
}

/** Faults are looked up whatever the budget: the schedule has them, and a script may strike outside of it. */
function candidates<E extends Possible>(scene: Scene<E>, wanted: string): readonly E[] {
  return wanted.startsWith('fault: ') ? scene.everyFault() : scene.enabled();
}

function find<E extends Possible>(scene: Scene<E>, fits: (label: string) => boolean, wanted: string): E | undefined {
  return candidates(scene, wanted).find((event) => fits(event.label));
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
function offeredTick<E extends Possible>(scene: Scene<E>, wanted: string): E | undefined {
  const named = tickNamed(scene.config, wanted);
  if (named === undefined) return undefined;
  scene.offerTick(named.nexus, named.task);
  return find(scene, (label) => label === wanted, wanted);
}

/** Whose tick of what a label is; nothing if it is none. */
export function tickNamed({ nexuses }: Pick<RackConfig, 'nexuses'>, label: string) {
  const [, name, word] = /^tick: (\S+) (\S+)$/.exec(label) ?? [];
  const nexus = nexuses.find((one) => one === name);
  const task = BACKGROUND_TASKS.find((one) => one === word);
  return nexus !== undefined && task !== undefined ? { nexus, task } : undefined;
}
