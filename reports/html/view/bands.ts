// What lasts: sagas with their nodes and undo, locks held, VMMs that a sled-agent knows, Propolis zones, guests, and
// processes that are down. Each is a band in a lane, from the step that begins it to the one that ends it.

import type { StepRecord } from '../../../sim/kernel/observers.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { DATABASE, guestLane } from './lanes.ts';

export type BandSort = 'saga' | 'lock' | 'registration' | 'zone' | 'guest' | 'down';

/** A stretch of a band in which nothing about it changes. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** `running`, `unwinding`, `stuck`, `paused`...: how it is drawn. */
  readonly state: string;
  /** In words. */
  readonly text: string;
}

export interface Band {
  readonly id: string;
  readonly lane: string;
  readonly sort: BandSort;
  readonly from: number;
  readonly to: number;
  readonly pieces: readonly Piece[];
  /** Bands of a lane that overlap lie side by side: 0 is next to the line. */
  readonly slot: number;
}

/** What is there at a step. */
interface Presence {
  readonly id: string;
  readonly lane: string;
  readonly sort: BandSort;
  readonly state: string;
  readonly text: string;
}

type Draft = Omit<Presence, 'state' | 'text'> & { pieces: { from: number; to: number; state: string; text: string }[] };

export function bandsOf(records: readonly StepRecord<Rack>[], initial: Rack): Band[] {
  const done: Draft[] = [];
  const open = new Map<string, Draft>();
  const sources = SOURCES.map(remembered);
  let before: Rack | undefined;
  const look = (rack: Rack, step: number) => {
    if (rack === before) return;
    before = rack;
    const present = sources.flatMap((source) => source(rack));
    const ids = new Set(present.map(({ id }) => id));
    for (const [id, band] of open) {
      if (ids.has(id)) continue;
      close(band, step);
      done.push(band);
      open.delete(id);
    }
    for (const presence of present) extend(open, presence, step);
  };
  look(initial, 0);
  for (const { snapshot, index } of records) look(snapshot, index);
  for (const band of open.values()) close(band, records.length);
  return inSlots([...done, ...open.values()]);
}

function close(band: Draft, step: number): void {
  const last = band.pieces[band.pieces.length - 1];
  if (last) last.to = step;
}

function extend(open: Map<string, Draft>, { id, lane, sort, state, text }: Presence, step: number): void {
  const band = open.get(id) ?? { id, lane, sort, pieces: [] };
  open.set(id, band);
  const last = band.pieces[band.pieces.length - 1];
  if (last?.state === state && last.text === text) return;
  close(band, step);
  band.pieces.push({ from: step, to: step, state, text });
}

/** Something that lasts, and the parts of the rack that it is read from. */
interface Source {
  readonly of: (rack: Rack) => Presence[];
  readonly from: (rack: Rack) => readonly unknown[];
}

const SOURCES: readonly Source[] = [
  { of: sagas, from: ({ db, truth }) => [db.sagas, db.sagaEvents, truth.stuckSagas] },
  { of: locks, from: ({ db }) => [db.instances] },
  { of: registrations, from: ({ sledAgents }) => [sledAgents] },
  { of: zones, from: ({ propolises }) => [propolises] },
  { of: guests, from: ({ guests }) => [guests] },
  { of: downs, from: ({ nexuses, sledAgents }) => [nexuses, sledAgents] },
];

/** Looks again only where something has changed: most steps of a long run change little. */
function remembered({ of, from }: Source): Source['of'] {
  let seen: readonly unknown[] = [];
  let found: Presence[] = [];
  return (rack) => {
    const now = from(rack);
    if (now.some((part, at) => part !== seen[at])) found = of(rack);
    seen = now;
    return found;
  };
}

function zones({ propolises }: Rack): Presence[] {
  return Object.values(propolises).map(({ vmm, isUp, state: says }): Presence => {
    const state = isUp ? says : 'dead';
    return { id: `zone ${vmm}`, lane: `propolis ${vmm}`, sort: 'zone', state, text: `${vmm}: ${state}` };
  });
}

function guests(rack: Rack): Presence[] {
  return Object.values(rack.guests).map(({ vmm, status, sled }): Presence => {
    const text = `the guest of ${vmm} is ${status} on ${sled}`;
    return { id: `guest ${vmm}`, lane: guestLane(vmm), sort: 'guest', state: status, text };
  });
}

function sagas({ db, truth }: Rack): Presence[] {
  return Object.values(db.sagas).flatMap((saga): Presence[] => {
    const stuck = truth.stuckSagas[saga.id];
    if (saga.state === 'done' && stuck === undefined) return [];
    const last = db.sagaEvents[saga.id]?.at(-1);
    const node = stuck?.node ?? last?.node;
    const state = stuck ? 'stuck' : saga.state;
    const doing = state === 'running' ? 'at' : state === 'stuck' ? 'stuck at' : 'undoes';
    const text = `${saga.id} ${saga.kind}${node ? ` ${doing} ${node}` : ''}`;
    return [{ id: saga.id, lane: saga.owner, sort: 'saga', state, text }];
  });
}

function locks({ db }: Rack): Presence[] {
  return Object.values(db.instances).flatMap(({ id, updater }): Presence[] => {
    if (updater === null) return [];
    const text = `${id} is locked by ${updater.replace('lock of ', '')}`;
    return [{ id: `lock ${id}`, lane: DATABASE, sort: 'lock', state: 'held', text }];
  });
}

function registrations({ sledAgents }: Rack): Presence[] {
  return Object.entries(sledAgents).flatMap(([sled, agent]) =>
    Object.keys(agent.jobs).map(
      (vmm): Presence => ({
        id: `job ${sled} ${vmm}`,
        lane: sled,
        sort: 'registration',
        state: 'known',
        text: `${sled} knows ${vmm}`,
      }),
    ),
  );
}

function downs({ nexuses, sledAgents }: Rack): Presence[] {
  return [...Object.entries(nexuses), ...Object.entries(sledAgents)].flatMap(([id, { isUp }]): Presence[] =>
    isUp ? [] : [{ id: `down ${id}`, lane: id, sort: 'down', state: 'down', text: `${id} is down` }],
  );
}

function inSlots(drafts: readonly Draft[]): Band[] {
  const ends = new Map<string, number[]>();
  return drafts
    .map((draft) => {
      const from = draft.pieces[0]?.from ?? 0;
      return { ...draft, from, to: draft.pieces.at(-1)?.to ?? from };
    })
    .sort((a, b) => a.from - b.from)
    .map((band): Band => {
      const taken = ends.get(band.lane) ?? [];
      ends.set(band.lane, taken);
      const free = band.sort === 'down' ? 0 : taken.findIndex((end) => end <= band.from);
      const slot = free < 0 ? taken.length : free;
      if (band.sort !== 'down') taken[slot] = band.to;
      return { ...band, slot };
    });
}
