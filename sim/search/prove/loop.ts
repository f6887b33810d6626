// A loop that can be gone round for ever, out of a component of states that lead to one another.
//
// Weak fairness: whoever could go on all the time does go on. A component in which every task that may go on in each of
// its states also does so within it has a loop that is fair to all (Lichtenstein and Pnueli 1985); of one that has not,
// every way round keeps somebody waiting who could go on, and who ends it when its turn comes.

import type { CellId, Cells } from '../../kernel/machine/cells.ts';
import type { Place, Way } from './cycles.ts';

/** A way from a place back to it, fair to all. */
export interface Loop {
  readonly start: Place;
  readonly ways: readonly Way[];
  /** The rows that change on it, by name, in order. */
  readonly changes: readonly string[];
}

/** Places from which a shortest loop is looked for. */
const STARTS_MAX = 200;

/** A short loop in a component; `undefined` when none is fair, or none changes anything. */
export function loopIn(component: readonly Place[], cells: Cells): Loop | undefined {
  const changing = changesOf(component, cells);
  if (changing.size === 0 || !isFair(component)) return undefined;
  const starts = [...component].sort((a, b) => a.hash.high - b.hash.high || a.hash.low - b.hash.low);
  let best: Loop | undefined;
  for (const start of starts.slice(0, STARTS_MAX)) {
    const ways = tour(start, changing);
    if (best !== undefined && ways.length >= best.ways.length) continue;
    const changes = [
      ...changesOf(
        ways.map(({ to }) => to),
        cells,
      ),
    ].map((cell) => cells.names[cell] as string);
    best = { start, ways, changes: [...new Set(changes)].sort() };
  }
  return best;
}

/** Whether every task that may go on in each of the places does so on a way among them. */
function isFair(component: readonly Place[]): boolean {
  const [first, ...others] = component;
  const waiting = new Set(first?.active);
  for (const { active } of others) for (const actor of waiting) if (!active.has(actor)) waiting.delete(actor);
  for (const { ways } of component) for (const { move } of ways) waiting.delete(move.actor);
  return waiting.size === 0;
}

/** The cells of the model's own state that are not the same in all of the places. */
function changesOf(places: readonly Place[], cells: Cells): ReadonlySet<CellId> {
  const changes = new Set<CellId>();
  const [first, ...others] = places;
  if (first === undefined) return changes;
  for (let cell = 0; cell < cells.cellCount; cell++) {
    if (cells.sorts[cell] !== 'row' && cells.sorts[cell] !== 'keys') continue;
    const value = (first.state[cell] as number) | 0;
    if (others.some(({ state }) => ((state[cell] as number) | 0) !== value)) changes.add(cell);
  }
  return changes;
}

/** Goes round from a place, by the nearest that is still owed to somebody, until nothing is owed; and home. */
function tour(start: Place, changing: ReadonlySet<CellId>): readonly Way[] {
  const taken: Way[] = [];
  /** Those who could go on all the time so far, and did not. */
  const waiting = new Set(start.active);
  let hasChanged = false;
  let place = start;
  const settles = (way: Way, from: Place): boolean => {
    if (waiting.has(way.move.actor)) return true;
    for (const actor of waiting) if (!way.to.active.has(actor)) return true;
    return !hasChanged && isChanging(from, way, changing);
  };
  while (waiting.size > 0 || !hasChanged) {
    for (const way of nearest(place, settles)) {
      hasChanged ||= isChanging(place, way, changing);
      taken.push(way);
      place = way.to;
      waiting.delete(way.move.actor);
      for (const actor of waiting) if (!place.active.has(actor)) waiting.delete(actor);
    }
  }
  return place === start ? taken : [...taken, ...nearest(place, ({ to }) => to === start)];
}

function isChanging({ state }: Place, { to }: Way, cells: ReadonlySet<CellId>): boolean {
  for (const cell of cells) if (((state[cell] as number) | 0) !== ((to.state[cell] as number) | 0)) return true;
  return false;
}

/** The shortest way from a place whose last step fits. */
function nearest(from: Place, fits: (way: Way, from: Place) => boolean): readonly Way[] {
  const before = new Map<Place, { readonly place: Place; readonly way: Way }>();
  const seen = new Set([from]);
  let places = [from];
  while (places.length > 0) {
    const next: Place[] = [];
    for (const place of places) {
      for (const way of place.ways) {
        if (fits(way, place)) return [...pathTo(place, before), way];
        if (seen.has(way.to)) continue;
        seen.add(way.to);
        before.set(way.to, { place, way });
        next.push(way.to);
      }
    }
    places = next;
  }
  throw new Error('places of one component do not lead to one another');
}

function pathTo(place: Place, before: ReadonlyMap<Place, { readonly place: Place; readonly way: Way }>): Way[] {
  const path: Way[] = [];
  for (let at = before.get(place); at !== undefined; at = before.get(at.place)) path.unshift(at.way);
  return path;
}
