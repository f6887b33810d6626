// The invariants on the machine. What an invariant says of a state depends on the records that it looks at and on what
// it remembers, so it is asked again only when one of those has changed, and answers from memory where it has seen
// the same before.

import type { CellId, ValueId } from '../../kernel/machine/cells.ts';
import { Decision } from '../../kernel/machine/decision.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import type { Finding, Invariant } from '../../rack/invariants/invariant.ts';
import type { Rack, RackConfig } from '../../rack/rack.ts';
import { isFineInEveryCase, type Possible } from './guess.ts';

interface Judgement {
  readonly finding: Finding | null;
  readonly memory: ValueId;
}

/** One invariant that is checked after steps. */
interface Post {
  readonly invariant: Invariant;
  readonly check: NonNullable<Invariant['check']>;
  readonly memory: CellId;
  readonly known: Decision<Judgement>;
  /** What it says of states that were only thought of. */
  readonly guessed: Decision<boolean>;
  /** The cells that it has ever looked at. */
  readonly looksAt: Set<CellId>;
  /** Whatever a step writes, it is asked. */
  isAskedAlways: boolean;
}

export interface Found {
  readonly invariant: Invariant;
  readonly finding: Finding;
}

export class Watch {
  /** Counts how often an invariant was seen to look at something new. */
  private version = 0;
  private readonly machine: Machine<Rack>;
  private readonly config: RackConfig;
  private readonly posts: readonly Post[];
  private readonly resting: readonly Invariant[];
  /** By effect: the invariants that see it, and what the version was then. */
  private readonly concerned: { readonly version: number; readonly posts: readonly Post[] }[] = [];

  constructor(machine: Machine<Rack>, config: RackConfig, invariants: readonly Invariant[]) {
    this.machine = machine;
    this.config = config;
    this.posts = invariants.flatMap((invariant) => {
      const { check } = invariant;
      const memory = machine.cells.cell('memory', invariant.name);
      if (check === undefined) return [];
      const [known, guessed] = [new Decision<Judgement>(), new Decision<boolean>()];
      return [{ invariant, check, memory, known, guessed, looksAt: new Set<CellId>(), isAskedAlways: false }];
    });
    this.resting = invariants.filter(({ atRest }) => atRest !== undefined);
  }

  /** Gives every invariant its first memory. To be called while the initial state is made. */
  setUp(): void {
    const { machine } = this;
    for (const { invariant, memory } of this.posts) {
      const first = invariant.initial?.(this.sight);
      machine.transition.set(memory, machine.cells.value(memory, first));
    }
  }

  /** Lets every invariant look at the initial state: what it remembers must not depend on which step is first. */
  begin(initial: Int32Array): void {
    for (const post of this.posts) {
      const { finding, memory } = this.judge(post, initial);
      initial[post.memory] = memory;
      // A violation is one of a step: here, of whichever is the first.
      post.isAskedAlways = finding !== null || post.looksAt.size === 0;
    }
  }

  /**
   * What no longer holds after a step that has led to `state`; what the invariants remember is brought up to date in
   * it.
   */
  after(effect: Effect, state: Int32Array): readonly Found[] {
    let found: Found[] | undefined;
    for (const post of this.concernedBy(effect)) {
      const { finding, memory } = this.judge(post, state);
      state[post.memory] = memory;
      if (finding === null) continue;
      found ??= [];
      found.push({ invariant: post.invariant, finding });
    }
    return found ?? NOTHING;
  }

  /** What does not hold at rest. */
  atRest(state: Int32Array): readonly Found[] {
    this.machine.transition.begin(state);
    return this.resting.flatMap((invariant) => {
      const finding = invariant.atRest?.(this.sight);
      return finding ? [{ invariant, finding }] : [];
    });
  }

  /** The cells in which invariants remember something. */
  get memories(): readonly CellId[] {
    return this.posts.filter(({ invariant }) => invariant.initial !== undefined).map(({ memory }) => memory);
  }

  /** For each invariant: the cells that it looks at. Two steps that both write one of them must not change places. */
  get gazes(): readonly ReadonlySet<CellId>[] {
    return this.posts.map(({ looksAt }) => looksAt);
  }

  /** Whether an invariant, by its place in {@link gazes}, remembers what was. */
  isMindful(place: number): boolean {
    return this.posts[place]?.invariant.initial !== undefined;
  }

  /**
   * True when whatever an invariant, by its place in {@link gazes}, could object to while these writes wait, it would
   * object to after them as well: for all values that cells may have. Of one that remembers what was, it cannot be
   * told, see {@link isMindful}.
   */
  isUnmoved(place: number, writes: Int32Array, state: Int32Array, possible: Possible): boolean {
    const { cells } = this.machine;
    const { check, guessed } = this.posts[place] as Post;
    const attempt = (guess: Int32Array) =>
      this.machine.ask(guessed, guess, () => (check(this.sight, undefined) ?? null) === null);
    const isObjection = (isContent: boolean) => !isContent;
    const isFine = (isContent: boolean, guess: Int32Array, looked: ReadonlySet<CellId>): boolean => {
      if (isContent) return true;
      const after = this.machine.write(guess.slice(), writes);
      const written = new Set<CellId>();
      for (let i = 0; i < writes.length; i += 2) written.add(writes[i] as CellId);
      let isUnknown = false;
      const still = (cell: CellId) => {
        // What others have put into a list of keys is there as well.
        if (written.has(cell) && cells.sorts[cell] === 'keys' && possible(cell).length > 1) isUnknown = true;
        return written.has(cell) || looked.has(cell) ? [(after[cell] as number) | 0] : possible(cell);
      };
      return isFineInEveryCase({ known: guessed, attempt, isFine: isObjection }, cells, after, still) && !isUnknown;
    };
    return isFineInEveryCase({ known: guessed, attempt, isFine }, cells, state, possible);
  }

  private get sight() {
    return { rack: this.machine.state, config: this.config };
  }

  private concernedBy(effect: Effect): readonly Post[] {
    const known = this.concerned[effect.id];
    if (known !== undefined && known.version === this.version) return known.posts;
    const posts = this.posts.filter(({ looksAt, isAskedAlways }) => {
      if (isAskedAlways) return true;
      for (let i = 0; i < effect.writes.length; i += 2) if (looksAt.has(effect.writes[i] as number)) return true;
      return false;
    });
    this.concerned[effect.id] = { version: this.version, posts };
    return posts;
  }

  private judge(post: Post, state: Int32Array): Judgement {
    const { machine } = this;
    const known = machine.lookUp(post.known, state);
    if (known !== undefined) return known;
    const { transition } = machine;
    transition.begin(state);
    const memory = thaw(transition.data(post.memory));
    const finding = post.check(this.sight, memory) ?? null;
    // A second look at the same must find nothing more, or looking only after changes would miss something.
    const settled = JSON.stringify(memory);
    if (post.check(this.sight, memory) && !finding) throw new Error(`${post.invariant.name} needs two looks`);
    if (JSON.stringify(memory) !== settled) throw new Error(`${post.invariant.name} remembers something new each time`);
    const judgement = { finding, memory: machine.cells.value(post.memory, memory) };
    post.known.learn(transition.readCells, transition.readIndexes, judgement);
    for (const cell of transition.readCells) {
      if (cell === post.memory || post.looksAt.has(cell)) continue;
      post.looksAt.add(cell);
      this.version++;
    }
    return judgement;
  }
}

const NOTHING: readonly Found[] = [];

function thaw<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}
