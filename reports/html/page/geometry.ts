// Where the lanes are.

import type { Lane, LaneKind } from '../view/lanes.ts';

/** In pixels at the smallest size of type. */
const WIDTHS: Readonly<Record<LaneKind, number>> = {
  client: 68,
  nexus: 58,
  database: 74,
  sled: 54,
  propolis: 46,
  guest: 32,
};

export interface PlacedLane extends Lane {
  readonly left: number;
  readonly width: number;
  /** Of its line. */
  readonly x: number;
}

export interface Geometry {
  readonly lanes: readonly PlacedLane[];
  readonly width: number;
  readonly rowHeight: number;
  readonly xOf: (lane: string) => number | undefined;
}

export function geometryOf(lanes: readonly Lane[], scale: number): Geometry {
  let left = 0;
  const placed = lanes.map((lane): PlacedLane => {
    const width = Math.round(WIDTHS[lane.kind] * scale);
    const place = { ...lane, left, width, x: left + width / 2 };
    left += width;
    return place;
  });
  const xs = new Map(placed.map(({ id, x }) => [id, x]));
  return { lanes: placed, width: left, rowHeight: Math.round(24 * scale), xOf: (lane) => xs.get(lane) };
}
