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
  let before: Rack | undefined;
  const look = (rack: Rack, step: number) => {
    if (rack === before) return;
    before = rack;
    const present = presencesOf(rack);
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

function presencesOf(rack: Rack): Presence[] {
  return [
    ...sagas(rack),
    ...locks(rack),
    ...registrations(rack),
    ...Object.values(rack.propolises).map((own): Presence => {
      const state = own.isUp ? own.state : 'dead';
      return { id: `zone ${own.vmm}`, lane: `propolis ${own.vmm}`, sort: 'zone', state, text: `${own.vmm}: ${state}` };
    }),
    ...Object.values(rack.guests).map((guest): Presence => {
      const text = `the guest of ${guest.vmm} is ${guest.status} on ${guest.sled}`;
      return { id: `guest ${guest.vmm}`, lane: guestLane(guest.vmm), sort: 'guest', state: guest.status, text };
    }),
    ...downs(rack),
  ];
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
