// The cause of a violation: the smallest set of choices whose change makes the run pass. Every claim in it was computed
// from runs: the run itself, spelled out, and the same run with one or two of its choices changed, replayed leniently
// and drained. Of the changes under which the invariant holds, the cheapest is kept: see changes.ts for what is cheap.
// It costs, too, when other invariants are violated all the same, and more when they held before.

import type { Toggles } from '../../rack/designs/toggles.ts';
import { INVARIANTS } from '../../rack/invariants/index.ts';
import type { Scenario } from '../../rack/scenario.ts';
import { type Course, DefectError, perform } from '../course.ts';
import type { Run } from '../run.ts';
import { type Candidate, candidates, type Place } from './changes.ts';
import { type Contest, contestOf } from './contest.ts';
import { Following } from './following.ts';
import { type Guard, guardOf } from './guard.ts';
import { type Item, type Trace, trace } from './trace.ts';

/** A step of the run that violates, by its number; or a label, for a tick of the drain. */
export type StepName = number | string;

/** A change, in the steps of the run. */
export type CauseChange =
  | { readonly kind: 'order'; readonly first: StepName; readonly second: StepName; readonly cell: string }
  | { readonly kind: 'fault'; readonly fault: StepName; readonly prevented: string | null }
  | { readonly kind: 'strike'; readonly fault: StepName; readonly beside: StepName; readonly isLater: boolean };

/** Plain data. */
export interface Cause {
  /** The invariants that hold once the changes are made, and do not without. */
  readonly invariants: readonly string[];
  /** One, seldom two; none when no change of that size makes the run pass. */
  readonly changes: readonly CauseChange[];
  /** How many choices are moved or left out. */
  readonly moved: number;
  /** The row, and its generation, that comes out otherwise. */
  readonly contest: Contest | null;
  readonly guard: Guard | null;
  /** What is violated all the same. */
  readonly remaining: readonly string[];
  /** Other runs that were made, and in how many of them the first of the invariants held. */
  readonly tried: number;
  readonly passing: number;
  /** False when there were more changes than could be tried. */
  readonly isComplete: boolean;
  /** The choices of the run that passes. */
  readonly choices: readonly string[];
}

export interface Explained {
  readonly causes: readonly Cause[];
  /** The steps of the run, by whose numbers the causes speak. */
  readonly records: Run['simulation']['records'];
}

/** Bounds, so that an answer comes while somebody waits for it. */
const ITEMS_MAX = 700;
const SINGLES_MAX = 600;
const PAIRED_MAX = 20;
const STEPS_MAX = 100_000;
/** What it costs a change that another invariant is violated, which held before. */
const FRESH = 4;

/** What came of a change. */
interface Tried {
  readonly candidates: readonly Candidate[];
  readonly violated: ReadonlySet<string>;
  /** Of the changes, and of what is violated all the same. */
  readonly cost: number;
}

/**
 * The causes of what a run violates: one for all invariants that the same change mends. Soft invariants are explained
 * only when no hard one is violated. `course` makes the run; it throws as `perform` does.
 */
export function causesOf(scenario: Scenario, toggles: Toggles, course: Course): Explained {
  const traced = trace(scenario, toggles, course);
  const { violations } = traced.run;
  const hard = violations.filter(({ isSoft }) => !isSoft);
  const open = new Set((hard.length > 0 ? hard : violations).map(({ invariant }) => invariant));
  const { records } = traced.run.simulation;
  if (open.size === 0) return { causes: [], records };
  const search = new CauseSearch(scenario, toggles, traced);
  const best = search.find([...open]);
  const groups = new Map<Tried | undefined, string[]>();
  for (const invariant of open) {
    const own = best.get(invariant);
    groups.set(own, [...(groups.get(own) ?? []), invariant]);
  }
  return { causes: [...groups].map(([found, invariants]) => search.causeOf(found, invariants)), records };
}

class CauseSearch {
  private readonly scenario: Scenario;
  private readonly toggles: Toggles;
  private readonly traced: Trace;
  private readonly length: number;
  private readonly tried: Tried[] = [];
  /** Of all the runs tried. */
  private steps = 0;
  private isComplete = true;
  private readonly before: ReadonlySet<string>;
  /** Soft invariants are looked at only when no hard one is violated. */
  private readonly isLookedAt: (violation: { readonly isSoft: boolean }) => boolean;

  constructor(scenario: Scenario, toggles: Toggles, traced: Trace) {
    this.scenario = scenario;
    this.toggles = toggles;
    this.traced = traced;
    const length = lengthThatMatters(traced);
    this.length = Math.min(ITEMS_MAX, length);
    this.isComplete = this.length === length;
    const { violations } = traced.run;
    const isSoftToo = violations.every(({ isSoft }) => isSoft);
    this.isLookedAt = ({ isSoft }) => isSoftToo || !isSoft;
    this.before = new Set(violations.map(({ invariant }) => invariant));
  }

  /** For each invariant the cheapest change that mends it: a single one, or else two. */
  find(invariants: readonly string[]): ReadonlyMap<string, Tried> {
    const all = candidates(this.traced, this.length);
    const singles = all.slice(0, SINGLES_MAX);
    this.isComplete &&= singles.length === all.length;
    const few = singles.slice(0, PAIRED_MAX);
    const pairs = few.flatMap((one, index) => few.slice(index + 1).map((other) => [one, other]));
    pairs.sort((a, b) => costOf(a) - costOf(b));
    const best = new Map<string, Tried>();
    this.tryAll(
      singles.map((single) => [single]),
      invariants,
      best,
    );
    const unmended = invariants.filter((invariant) => !best.has(invariant));
    if (unmended.length > 0) this.tryAll(pairs, unmended, best);
    return best;
  }

  /** Tries changes, the cheapest first, until none can be cheaper than what mends each invariant. */
  private tryAll(
    changes: readonly (readonly Candidate[])[],
    invariants: readonly string[],
    best: Map<string, Tried>,
  ): void {
    for (const some of changes) {
      const least = costOf(some);
      if (invariants.every((invariant) => (best.get(invariant)?.cost ?? Number.POSITIVE_INFINITY) < least)) return;
      if (this.steps > STEPS_MAX) {
        this.isComplete = false;
        return;
      }
      const tried = this.try(some, least);
      for (const invariant of invariants) {
        if (tried === undefined || tried.violated.has(invariant)) continue;
        if (tried.cost < (best.get(invariant)?.cost ?? Number.POSITIVE_INFINITY)) best.set(invariant, tried);
      }
    }
  }

  causeOf(found: Tried | undefined, invariants: readonly string[]): Cause {
    const [first = ''] = invariants;
    const tried = this.tried.length;
    const passing = this.tried.filter(({ violated }) => !violated.has(first)).length;
    const none = { invariants, changes: [], moved: 0, contest: null, guard: null, remaining: [], choices: [] };
    const { isComplete } = this;
    if (found === undefined) return { ...none, tried, passing, isComplete };
    const other = trace(this.scenario, this.toggles, this.courseOf(found.candidates));
    const [{ change }] = found.candidates as [Candidate];
    return {
      invariants,
      changes: found.candidates.map((one) => this.describe(one, other)),
      moved: found.candidates.reduce((sum, { moved }) => sum + moved, 0),
      contest: contestOf(this.traced, other, change),
      guard: guardOf(this.traced, change),
      remaining: [...found.violated],
      tried,
      passing,
      isComplete,
      choices: other.run.labels,
    };
  }

  private describe({ change }: Candidate, other: Trace): CauseChange {
    const place = (at: number): StepName => this.item(at).record?.index ?? this.item(at).label;
    switch (change.kind) {
      case 'order':
        return { kind: 'order', first: place(change.first), second: place(change.second), cell: change.cell };
      case 'fault':
        return {
          kind: 'fault',
          fault: place(change.fault),
          prevented: change.instead ?? this.preventedBy(change.fault, other),
        };
      case 'strike':
        return { ...change, fault: place(change.fault), beside: place(change.beside) };
      default:
        return change satisfies never;
    }
  }

  /** The first step of the run without the fault that the run with it never comes to. */
  private preventedBy(fault: number, other: Trace): string | null {
    const known = new Set(this.traced.items.map(({ label }) => label));
    return other.items.slice(fault).find(({ label }) => !known.has(label))?.label ?? null;
  }

  private item(at: number): Item {
    return this.traced.items[at] as Item;
  }

  private try(some: readonly Candidate[], cost: number): Tried | undefined {
    let run: Run;
    try {
      run = perform(this.scenario, this.toggles, this.courseOf(some), { invariants: INVARIANTS });
    } catch (error) {
      if (error instanceof DefectError) return undefined;
      throw error;
    }
    this.steps += run.simulation.stepCount;
    const violated = new Set(run.violations.filter(this.isLookedAt).map(({ invariant }) => invariant));
    const fresh = [...violated].filter((invariant) => !this.before.has(invariant)).length;
    const tried = { candidates: some, violated, cost: cost + violated.size + FRESH * fresh };
    this.tried.push(tried);
    return tried;
  }

  private courseOf(some: readonly Candidate[]): Course {
    const { items } = this.traced;
    const order = some.reduce((sum: readonly Place[], { edit }) => edit(sum), [...items.keys()]);
    const labels = order.map((at) => (typeof at === 'number' ? (items[at] as Item).label : at));
    return { kind: 'replay', replay: new Following(labels) };
  }
}

function costOf(some: readonly Candidate[]): number {
  return some.reduce((sum, { cost }) => sum + cost, 0);
}

/**
 * Up to the first tick of the drain after which no row and no guest changes any more: the other ticks find nothing to
 * do. A write that is refused late is within.
 */
function lengthThatMatters({ items }: Trace): number {
  const isEffect = ({ writes }: Item) => [...writes].some((cell) => /^(db\/(?!saga)|guests)/.test(cell));
  const last = items.findLastIndex(isEffect);
  const tick = items.findIndex(({ record }, at) => at > last && record === undefined);
  return tick < 0 ? items.length : tick;
}
