// Symmetry: where several processes are told apart by their names alone, states that differ by who is who are one.
// (Ip and Dill, Better Verification Through Symmetry, 1996: their scalarsets. Departure: no normal form is looked for
// among the permutations. What is in a state of one of them is hashed with a mark in the place of its name, and these
// hashes are added up, so that it costs the same for five as for two.)
//
// That works for those who know nothing of one another: whatever bears the name of one bears no other's. Where that is
// not so, it throws, and merges nothing. Names must be all there is: a number that stands for one of them would not be
// seen, so calls, and numbers that are made up from names, are refused.
//
// The rack has nobody of the kind, so `rack prove` does without. A sled-agent goes to a Nexus that the number of its
// VMM picks, and a reservation takes the first of the emptiest sleds: both depend on more than names, and to exchange
// two Nexuses or two sleds is to get other runs. Instances lie on sleds, and a scenario names them. VMMs, sagas and
// migrations need none of this: the machine makes their numbers up from who asks (`Tasks.fresh`), so that it does not
// matter who asks first, and states that differ by it do not come up.

import type { CellId, ValueId } from '../../kernel/machine/cells.ts';
import { hashText, hexOf, type Lanes, mix } from '../../kernel/machine/hash.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Node } from '../../kernel/machine/nodes.ts';
import { type TaskRecord, textOfTask } from '../../kernel/machine/records.ts';

/** What a value adds to the hash of one member, or of what is nobody's. */
interface Share {
  /** Number of the member; {@link NOBODY} for what is nobody's. */
  readonly member: number;
  readonly high: number;
  readonly low: number;
}

const NOBODY = 0;
const SALT = 0x632be5ab;

export class Symmetry {
  private readonly machine: Machine<never>;
  /** Number of each name, from 1; and what stands for it. */
  private readonly numbers = new Map<string, number>();
  private readonly marks: string[] = [''];
  private readonly pattern: RegExp;
  /** By value. */
  private readonly shares: (readonly Share[] | undefined)[] = [];
  private readonly keys = new Map<Node, string>();
  /** Of the state that {@link begin} was given: the hashes by member. */
  private readonly highs: Int32Array;
  private readonly lows: Int32Array;
  /** Of all of them together. */
  private high = 0;
  private low = 0;
  private state: Int32Array = new Int32Array(0);
  /** The members that {@link change} has touched, and what their hashes were before. */
  private readonly touched: number[] = [];
  private readonly before: number[] = [];

  /** `sorts` are lists of names: those of one list can be exchanged. */
  constructor(machine: Machine<never>, sorts: readonly (readonly string[])[]) {
    this.machine = machine;
    for (const [sort, names] of sorts.entries()) {
      for (const name of names) {
        if (!/^[\w-]+$/.test(name)) throw new Error(`"${name}" is no name that could be told in a text`);
        this.numbers.set(name, this.marks.length);
        this.marks.push(`<one of ${sort}>`);
      }
    }
    this.pattern = new RegExp(`(?<![\\w-])(?:${[...this.numbers.keys()].join('|')})(?![\\w-])`, 'g');
    this.highs = new Int32Array(this.marks.length);
    this.lows = new Int32Array(this.marks.length);
  }

  /** The hash of a state, the same for all that differ by who is who. */
  hashOf(state: Int32Array): Lanes {
    this.begin(state);
    return { high: this.high, low: this.low };
  }

  /** Gets ready for {@link hashAfter}. */
  begin(state: Int32Array): void {
    const { highs, lows } = this;
    this.state = state;
    highs.fill(0);
    lows.fill(0);
    for (let cell = 0; cell < state.length; cell++) {
      const value = state[cell] as ValueId;
      if (value === 0) continue;
      for (const { member, high, low } of this.sharesOf(value)) {
        highs[member] = ((highs[member] as number) + high) | 0;
        lows[member] = ((lows[member] as number) + low) | 0;
      }
    }
    this.high = highs[NOBODY] as number;
    this.low = lows[NOBODY] as number;
    for (let member = 1; member < highs.length; member++) this.addMember(member, 1);
  }

  /** The hash of the state after writes to it: cell, value, cell, value... */
  hashAfter(writes: Int32Array): Lanes {
    const { high, low, touched } = this;
    for (let i = 0; i < writes.length; i += 2) {
      this.change((this.state[writes[i] as CellId] as number) | 0, -1);
      this.change(writes[i + 1] as ValueId, 1);
    }
    for (const member of touched) this.addMember(member, 1);
    const hash = { high: this.high, low: this.low };
    for (let at = 0; at < touched.length; at++) {
      const member = touched[at] as number;
      this.highs[member] = this.before[2 * at] as number;
      this.lows[member] = this.before[2 * at + 1] as number;
    }
    this.before.length = 0;
    touched.length = 0;
    this.high = high;
    this.low = low;
    return hash;
  }

  /** Adds what a value is to the hashes, or takes it off. A member that is touched leaves the sum. */
  private change(value: ValueId, sign: 1 | -1): void {
    if (value === 0) return;
    const { highs, lows, touched } = this;
    for (const { member, high, low } of this.sharesOf(value)) {
      if (member === NOBODY) {
        this.high = (this.high + sign * high) | 0;
        this.low = (this.low + sign * low) | 0;
        continue;
      }
      if (!touched.includes(member)) {
        touched.push(member);
        this.before.push(highs[member] as number, lows[member] as number);
        this.addMember(member, -1);
      }
      highs[member] = ((highs[member] as number) + sign * high) | 0;
      lows[member] = ((lows[member] as number) + sign * low) | 0;
    }
  }

  /** Adds a member to the sum, or takes it off: well mixed, so that what two have together does not stand for both. */
  private addMember(member: number, sign: 1 | -1): void {
    const high = mix((this.highs[member] as number) ^ Math.imul(this.lows[member] as number, SALT));
    const low = mix((this.lows[member] as number) + Math.imul(high, SALT));
    this.high = (this.high + sign * high) | 0;
    this.low = (this.low + sign * low) | 0;
  }

  private sharesOf(value: ValueId): readonly Share[] {
    const known = this.shares[value];
    if (known !== undefined) return known;
    const shares = this.split(value);
    this.shares[value] = shares;
    return shares;
  }

  private split(value: ValueId): readonly Share[] {
    const { cells } = this.machine;
    const cell = cells.cellOf[value] as CellId;
    const sort = cells.sorts[cell] as string;
    const name = cells.names[cell] as string;
    const data = cells.data[value];
    if (sort === 'call' || (sort === 'counter' && / numbers of /.test(name))) {
      throw new Error(`symmetry does not reach into "${sort} ${name}"`);
    }
    if (sort !== 'keys') {
      const text = sort === 'task' ? this.textOf(data as TaskRecord) : JSON.stringify(data);
      return [this.share(`${sort} ${name} ${text}`)];
    }
    // Who is in a list of keys is said of each by itself, for the list has its order from the names.
    const keys = data as readonly string[];
    const others = keys.filter((key) => !this.numbers.has(key));
    const members = keys.filter((key) => this.numbers.has(key));
    return [`${name} ${JSON.stringify(others)}`, ...members.map((key) => `${name} has ${key}`)].map((text) =>
      this.share(`${sort} ${text}`),
    );
  }

  /** The text of a task, with what its node was made of in the place of the node. */
  private textOf(task: TaskRecord): string {
    return textOfTask({ ...task, node: { key: this.keyOf(task.node) } });
  }

  /** Tells a node from every other, by a text with nothing but names in it: the name of whom it is of goes with it. */
  private keyOf(node: Node): string {
    const known = this.keys.get(node);
    if (known !== undefined) return known;
    const origin = this.machine.tasks.nodes.originOf(node);
    const text =
      node.parent === undefined ? origin : `${this.keyOf(node.parent)}${origin.slice(node.parent.key.length)}`;
    const { number, marked } = this.mark(text);
    const key = `${hexOf(hashText(marked))}${number === NOBODY ? '' : ` of ${this.nameOf(number)}`}`;
    this.keys.set(node, key);
    return key;
  }

  private share(text: string): Share {
    const { number, marked } = this.mark(text);
    return { member: number, ...hashText(marked) };
  }

  /** Puts a mark in the place of a name; throws where there are two. */
  private mark(text: string): { readonly number: number; readonly marked: string } {
    let number = NOBODY;
    const marked = text.replace(this.pattern, (name) => {
      const own = this.numbers.get(name) as number;
      if (number !== NOBODY && own !== number) {
        throw new Error(`${this.nameOf(number)} and ${name} know of one another: ${text.slice(0, 200)}`);
      }
      number = own;
      return this.marks[own] as string;
    });
    return { number, marked };
  }

  private nameOf(number: number): string {
    return [...this.numbers.keys()][number - 1] as string;
  }
}
