// The states of tasks. A task's state is what it began from and the answers it was given since, so each is a node in a
// tree whose edges are answers, and has been met before whenever its path has. A generator is only run to find out what
// lies behind an edge that nobody has taken yet.

import { type Ask, type Op, type Outcome, Panic, Rejection, type Start } from '../ask.ts';
import { freeze } from './cells.ts';
import { hashText, hexOf } from './hash.ts';

/** A class, because records are frozen through and through, and a node grows. */
export class Node {
  /** Tells it from every other node, in any thread. */
  readonly key: string;
  /** What the task waits for; `undefined` once it has ended. A recipe of it comes from {@link Nodes.fresh} only. */
  ask: Ask | undefined;
  readonly end: Outcome<unknown> | Panic | undefined;
  readonly start: Start;
  readonly parent: Node | undefined;
  readonly answer: Outcome<unknown> | undefined;
  /** A generator that stands right here, if there is one. */
  body: Op<unknown> | undefined;
  readonly next = new Map<string, Node>();

  constructor(parts: Pick<Node, 'key' | 'ask' | 'end' | 'start' | 'parent' | 'answer' | 'body'>) {
    this.key = parts.key;
    this.ask = parts.ask;
    this.end = parts.end;
    this.start = parts.start;
    this.parent = parts.parent;
    this.answer = parts.answer;
    this.body = parts.body;
  }
}

export class Nodes {
  private readonly roots = new Map<string, Node>();
  /** By key: what it was made of, since a hash could stand for two things. */
  private readonly origins = new Map<string, string>();

  get count(): number {
    return this.origins.size;
  }

  /** What a node was made of: of a root, its identity; of any other, the key of its parent and the answer. */
  originOf(node: Node): string {
    return this.origins.get(node.key) as string;
  }

  /** A task that has begun, up to its first ask. `identity` says from what. */
  root(identity: string, start: Start): Node {
    const known = this.roots.get(identity);
    if (known !== undefined) return known;
    const body = start();
    const node = this.make(identity, start, undefined, undefined, body, () => body.next());
    this.roots.set(identity, node);
    return node;
  }

  /** The node behind an answer. */
  child(node: Node, answer: Outcome<unknown>): Node {
    const text = describe(answer);
    const known = node.next.get(text);
    if (known !== undefined) return known;
    const frozen = freeze(answer);
    this.fresh(node);
    const { body } = node;
    node.body = undefined;
    if (body === undefined) throw new Error('a task that has ended is given an answer');
    const child = this.make(`${node.key} ${text}`, node.start, node, frozen, body, () => advance(body, frozen));
    node.next.set(text, child);
    return child;
  }

  /**
   * What a task asks for, by a generator that stands there. An earlier one may have gone on since, and what its recipe
   * closes over with it.
   */
  fresh(node: Node): Ask {
    if (node.body === undefined) {
      const path: Outcome<unknown>[] = [];
      for (let at: Node | undefined = node; at?.answer !== undefined; at = at.parent) path.push(at.answer);
      const body = node.start();
      let turn = body.next();
      for (const answer of path.reverse()) turn = advance(body, answer);
      if (turn.done) throw new Error('a task that has ended is asked what it waits for');
      node.body = body;
      node.ask = turn.value;
    }
    return node.ask as Ask;
  }

  private make(
    origin: string,
    start: Start,
    parent: Node | undefined,
    answer: Outcome<unknown> | undefined,
    body: Op<unknown>,
    turn: () => IteratorResult<Ask, unknown>,
  ): Node {
    const key = hexOf(hashText(origin));
    const other = this.origins.get(key);
    if (other !== undefined && other !== origin) throw new Error('two states of tasks have one hash');
    this.origins.set(key, origin);
    const { ask, end } = run(turn);
    return new Node({ key, ask, end, start, parent, answer, body: ask && body });
  }
}

function advance(body: Op<unknown>, answer: Outcome<unknown>): IteratorResult<Ask, unknown> {
  return answer.ok ? body.next(answer.value) : body.throw(answer.error);
}

function run(turn: () => IteratorResult<Ask, unknown>): Pick<Node, 'ask' | 'end'> {
  try {
    const { done, value } = turn();
    return done ? { ask: undefined, end: { ok: true, value } } : { ask: value as Ask, end: undefined };
  } catch (error) {
    if (error instanceof Rejection) return { ask: undefined, end: { ok: false, error: error.reason } };
    if (error instanceof Panic) return { ask: undefined, end: error };
    throw error;
  }
}

function describe(answer: Outcome<unknown>): string {
  if (answer.ok) return `+${JSON.stringify(answer.value)}`;
  const { error } = answer;
  if (error instanceof Rejection) return `-${JSON.stringify(error.reason)}`;
  if (error instanceof Panic) return `!${error.message}`;
  throw new Error('a task is thrown something that is no rejection');
}
