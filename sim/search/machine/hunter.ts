// Makes the runs of a hunt: on the machine, each choice by choice what it would be on a simulation. A run that the
// machine cannot go on with is handed over to a simulation, which makes the same choices first. Where runs have little
// in common, as in a workload of any requests and faults, a simulation is faster, and makes them all.

import type { Toggles } from '../../rack/designs/toggles.ts';
import { INVARIANTS } from '../../rack/invariants/index.ts';
import type { Invariant } from '../../rack/invariants/invariant.ts';
import type { Scenario } from '../../rack/scenario.ts';
import type { Violation } from '../checker.ts';
import { DefectError, perform, thrown } from '../course.ts';
import type { Possible, Scene } from '../moves.ts';
import { Replay } from '../replay.ts';
import type { RandomStrategy } from '../strategy.ts';
import { textOf } from '../thrown.ts';
import { HandOver } from './body.ts';
import { Ground } from './ground.ts';
import { MachineRun } from './machine-run.ts';

/** What a run came to. */
export interface Hunted {
  readonly labels: readonly string[];
  readonly stepCount: number;
  readonly marks: ReadonlySet<string>;
  readonly violations: readonly Violation[];
  readonly faultsLeft: number;
}

export interface HunterOptions {
  readonly invariants?: readonly Invariant[];
  /** End a run, drain and all, at its first hard violation. */
  readonly isStoppingAtFirst?: boolean;
  /** How much is remembered before everything is forgotten; see `Ground.size`. */
  readonly sizeMax?: number;
}

/** Things remembered, of up to some kilobytes each. */
const SIZE_MAX = 100_000;
/** So many runs are looked at together for how much they have taught, in new things a step; the first ones most. */
const FIRST_WINDOW = { runs: 20, newsMax: 1.8 };
/** Above that a simulation is faster. */
const LATER_WINDOW = { runs: 100, newsMax: 0.38 };

export class Hunter {
  readonly scenario: Scenario;
  readonly toggles: Toggles;
  private readonly invariants: readonly Invariant[];
  private readonly isStoppingAtFirst: boolean;
  private readonly sizeMax: number;
  private ground: Ground | undefined;
  /** Too little comes up twice for the machine to be worth its while. */
  private isSimulating = false;
  /** How many runs were handed over. */
  handedOver = 0;
  private window = { ...FIRST_WINDOW, steps: 0, size: 0 };

  constructor(scenario: Scenario, toggles: Toggles, options: HunterOptions = {}) {
    const { invariants = INVARIANTS, isStoppingAtFirst = false, sizeMax = SIZE_MAX } = options;
    this.scenario = scenario;
    this.toggles = toggles;
    this.invariants = invariants;
    this.isStoppingAtFirst = isStoppingAtFirst;
    this.sizeMax = sizeMax;
  }

  /** Makes one run. Throws `DefectError` as `perform` does. */
  perform(strategy: RandomStrategy, name: string, seed: number): Hunted {
    const ground = this.prepared();
    if (ground === undefined) return this.simulate(strategy, name, seed);
    const run = new MachineRun(ground, this.isStoppingAtFirst);
    for (;;) {
      let one: ReturnType<MachineRun['choose']>;
      try {
        one = run.choose(strategy);
      } catch (error) {
        throw thrown(this.scenario, { kind: 'drawn', strategy, name, seed }, `after step ${run.stepCount}`, error);
      }
      try {
        if (one === undefined) run.finish();
        else run.take(one);
      } catch (error) {
        return this.handOver(run, one === undefined, error, { strategy, name, seed });
      }
      if (one === undefined) break;
    }
    this.weigh(ground, run.stepCount);
    return run;
  }

  /** How much is remembered; see `Ground.size`. */
  get size(): number {
    return this.ground?.size ?? 0;
  }

  /** Goes over to simulations for good where the last runs were mostly new; what comes of a run is the same. */
  private weigh({ size }: Ground, steps: number): void {
    const { window } = this;
    window.runs--;
    window.steps += steps;
    if (window.runs > 0) return;
    this.isSimulating = size - window.size > window.newsMax * window.steps;
    this.window = { ...LATER_WINDOW, steps: 0, size };
    if (this.isSimulating) this.ground = undefined;
  }

  /** The ground to run on; nothing where the rack cannot be set up, which a simulation says better. */
  private prepared(): Ground | undefined {
    if (this.isSimulating || (this.ground !== undefined && this.ground.size <= this.sizeMax)) return this.ground;
    this.window = { ...FIRST_WINDOW, steps: 0, size: 0 };
    try {
      this.ground = new Ground(this.scenario, this.toggles, this.invariants);
    } catch {
      this.ground = undefined;
    }
    return this.ground;
  }

  private handOver(
    run: MachineRun,
    isChosen: boolean,
    error: unknown,
    { strategy, name, seed }: { readonly strategy: RandomStrategy; readonly name: string; readonly seed: number },
  ): Hunted {
    const hunted = this.simulate(new Resumed(run, isChosen, strategy), name, seed);
    if (!(error instanceof HandOver)) {
      const claim = `internal error: the machine throws where the simulation does not: ${textOf(error)}`;
      throw new DefectError(`${this.scenario.name}, ${name}, seed ${seed}: ${claim}`);
    }
    this.handedOver++;
    // Whoever keeps the run's list of choices finds all of them there.
    run.labels.push(...hunted.labels.slice(run.labels.length));
    return { ...hunted, labels: run.labels };
  }

  private simulate(strategy: RandomStrategy, name: string, seed: number): Hunted {
    const { scenario, toggles, invariants, isStoppingAtFirst } = this;
    const course = { kind: 'drawn', strategy, name, seed } as const;
    const { labels, simulation, violations, faultsLeft } = perform(scenario, toggles, course, {
      invariants,
      isStoppingAtFirst,
    });
    const { stepCount, marks } = simulation;
    return { labels, stepCount, marks: new Set(marks.keys()), violations, faultsLeft };
  }
}

/** Makes the choices of a run on the machine once more, and then goes on with its strategy, unless that has ended. */
class Resumed implements RandomStrategy {
  private readonly run: MachineRun;
  private readonly isChosen: boolean;
  private readonly strategy: RandomStrategy;
  private readonly replay: Replay;
  private isResumed = false;

  constructor(run: MachineRun, isChosen: boolean, strategy: RandomStrategy) {
    this.run = run;
    this.isChosen = isChosen;
    this.strategy = strategy;
    this.replay = new Replay(run.labels.slice());
  }

  get drawn() {
    return this.strategy.drawn;
  }

  next<E extends Possible>(scene: Scene<E>): E | undefined {
    if (!this.isResumed) {
      const event = this.replay.next(scene);
      if (event !== undefined) return event;
      const { divergence } = this.replay;
      if (divergence !== undefined)
        throw new Error(`the machine took "${divergence.wanted}", which cannot happen here`);
      this.isResumed = true;
      while (scene.faultsLeft > this.run.faultsLeft) scene.spendFault();
    }
    return this.isChosen ? undefined : this.strategy.next(scene);
  }
}
