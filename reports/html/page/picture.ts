// What to draw in each row: the messages and bands that begin, end or pass there. Made once for a set of rows.

import type { Band, Piece } from '../view/bands.ts';
import type { LaneMessage } from '../view/messages.ts';
import type { Rows } from '../view/rows.ts';
import type { ToldRun } from '../view/told-run.ts';
import type { Geometry } from './geometry.ts';

export interface DrawnMessage extends LaneMessage {
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromX: number;
  readonly toX: number;
}

export interface DrawnPiece extends Piece {
  readonly band: Band;
  readonly fromRow: number;
  readonly toRow: number;
  readonly x: number;
}

export interface Picture {
  readonly messagesAt: (row: number) => readonly DrawnMessage[];
  readonly piecesAt: (row: number) => readonly DrawnPiece[];
}

/** Between bands of a lane that lie side by side. */
const SLOT = 6;
/** From the line of the lane to the first of them, to its left. */
const FIRST = 11;
const SLOTS_MAX = 4;

export function pictureOf(told: ToldRun, { rowOf, rows }: Rows, geometry: Geometry): Picture {
  const messages = told.messages.flatMap((message): DrawnMessage[] => {
    const [fromX, toX] = [geometry.xOf(message.fromLane), geometry.xOf(message.toLane)];
    if (fromX === undefined || toX === undefined) return [];
    return [{ ...message, fromX, toX, fromRow: rowOf(message.sent), toRow: rowOf(message.step) }];
  });
  const pieces = told.bands.flatMap((band) => {
    const x = geometry.xOf(band.lane);
    if (x === undefined) return [];
    return band.pieces.map((piece): DrawnPiece => {
      const [fromRow, toRow] = [piece.from === 0 ? -1 : rowOf(piece.from), rowOf(piece.to)];
      return { ...piece, band, fromRow, toRow, x: x + offsetOf(band) };
    });
  });
  return {
    messagesAt: spread(
      messages.filter(({ fromRow, toRow }) => fromRow !== toRow),
      rows.length,
    ),
    piecesAt: spread(pieces, rows.length),
  };
}

function offsetOf({ sort, slot }: Band): number {
  if (sort === 'zone' || sort === 'guest' || sort === 'down') return 0;
  return -(FIRST + SLOT * Math.min(slot, SLOTS_MAX));
}

/** Where nothing is left out, a row has few: each looks only at its own. */
function spread<T extends { readonly fromRow: number; readonly toRow: number }>(
  items: readonly T[],
  count: number,
): (row: number) => readonly T[] {
  const byRow: T[][] = Array.from({ length: count }, () => []);
  for (const item of items) {
    for (let row = Math.max(0, item.fromRow); row <= item.toRow && row < count; row++) byRow[row]?.push(item);
  }
  return (row) => byRow[row] ?? [];
}
