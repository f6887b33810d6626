// A move is something that may happen next, as the machine sees it: what the simulation calls an event, less its time.

import type { CellId } from './cells.ts';
import { Decision } from './decision.ts';
import type { Effect } from './transition.ts';

export type MoveKind = 'step' | 'park' | 'choice' | 'request' | 'reply' | 'timer' | 'external' | 'fault';

export interface Move {
  readonly kind: MoveKind;
  /** The label that the simulation gives the same event. */
  readonly label: string;
  /** The process it happens on. */
  readonly process: string;
  /** The cell that it comes from; -1 for a fault of the model's own kind. */
  readonly actor: CellId;
  /** Of a fault: the kind that the budget counts. Of a timeout that is a fault: `timeout`. */
  readonly fault: string | undefined;
  /** Of something from outside: what sort of thing. */
  readonly source: string | undefined;
  /** A timer that ends the wait for an answer. */
  readonly isTimeout: boolean;
  /** A cell that must be empty: the cut of the link that its message takes. */
  readonly unless: CellId;
  readonly run: () => void;
  /** What is known of its effects. */
  readonly effects: Decision<Effect>;
}

type Optional = 'fault' | 'source' | 'isTimeout' | 'unless';

export function makeMove(parts: Omit<Move, Optional | 'effects'> & Partial<Pick<Move, Optional>>): Move {
  return {
    fault: undefined,
    source: undefined,
    isTimeout: false,
    unless: -1,
    ...parts,
    effects: new Decision<Effect>(),
  };
}
