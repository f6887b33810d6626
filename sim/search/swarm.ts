// Swarm testing (Groce, Zhang, Eide, Chen, Regehr, ISSTA 2012): each run draws which features it has at all, and goes
// without the others. What many features together make rare or suppress, a run without most of them meets often.
// A feature here is a kind of fault, a kind of request, a background task that ticks; each is there with a probability
// of one half, drawn again while no request would be left.
//
// Where it departs: how often a fault strikes and how often something comes from outside are drawn, too, as the swarm
// of TigerBeetle's simulator does. Otherwise every run would spread its requests over the same stretch of time.

import { Random } from '../kernel/random.ts';
import { BACKGROUND_TASKS } from '../rack/rack.ts';
import type { FaultKind, Scenario } from '../rack/scenario.ts';
import type { Possible, Prospect } from './moves.ts';
import type { Drawn, RandomStrategy } from './strategy.ts';
import { Walk } from './walk.ts';

const FAULT_CHANCES = [0.01, 0.04, 0.15];
const OUTSIDE_CHANCES = [0.02, 0.1, 0.4];

export class Swarm implements RandomStrategy {
  private readonly requests: ReadonlySet<string>;
  private readonly ticks: ReadonlySet<string>;
  private readonly faults: ReadonlySet<string>;
  private readonly faultChance: number;
  private readonly outsideChance: number;
  private readonly walk: Walk;
  /** Whether a run has what comes from outside by that label. */
  private readonly known = new Map<string, boolean>();

  constructor(seed: number, scenario: Scenario) {
    const random = new Random(seed);
    const half = (features: readonly string[]) => new Set(features.filter(() => random.chance(0.5)));
    const { operations = [], workload, faults } = scenario;
    const kinds = [...new Set([...operations.map(({ kind }) => kind), ...(workload?.kinds ?? [])])];
    let requests = half(kinds);
    while (requests.size === 0 && kinds.length > 0) requests = half(kinds);
    this.requests = requests;
    this.ticks = (scenario.ticks ?? 0) > 0 ? half(BACKGROUND_TASKS) : new Set();
    this.faults = half(faults?.kinds ?? []);
    this.faultChance = random.pick(FAULT_CHANCES);
    this.outsideChance = random.pick(OUTSIDE_CHANCES);
    this.walk = new Walk(random, { faultChance: this.faultChance, outsideChance: this.outsideChance });
  }

  get drawn(): Drawn {
    const list = (features: ReadonlySet<string>) => (features.size > 0 ? [...features].join(',') : 'none');
    const { faultChance, outsideChance } = this;
    return {
      requests: list(this.requests),
      ticks: list(this.ticks),
      faults: list(this.faults),
      'fault-chance': faultChance,
      'outside-chance': outsideChance,
    };
  }

  next<E extends Possible>(scene: Prospect<E>): E | undefined {
    return this.walk.next<E>({
      faultsLeft: scene.faultsLeft,
      enabled: () => scene.enabled().filter((event) => this.has(event)),
      faults: () => scene.faults().filter(({ fault = '' }) => this.faults.has(fault)),
      allows: (kind: FaultKind) => this.faults.has(kind) && scene.allows(kind),
      spendFault: () => scene.spendFault(),
    });
  }

  private has(event: Possible): boolean {
    if (event.kind !== 'external') return true;
    const known = this.known.get(event.label);
    if (known !== undefined) return known;
    const has = this.hasOutside(event);
    this.known.set(event.label, has);
    return has;
  }

  private hasOutside({ label, source }: Possible): boolean {
    if (source === 'tick') return this.ticks.has(label.split(' ').at(-1) ?? '');
    if (source !== 'operation') return true;
    // `client: stop A (stop instance-1 at nexus-1)`
    const kind = /\((\S+) /.exec(label)?.[1] ?? '';
    return this.requests.has(kind);
  }
}
