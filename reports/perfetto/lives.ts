// What lasts: the states of rows, the guests on their sleds, who holds an instance's lock. Read off the snapshots.

import type { Rack } from '../../sim/rack/rack.ts';

/** Something that is so from one step to another. */
export interface Life {
  /** What sort of thing it is of: all of one sort are drawn together. */
  readonly sort: 'instance' | 'lock' | 'vmm row' | 'saga' | 'guest';
  /** Whose: `vmm-1`. */
  readonly subject: string;
  /** What is so: `running gen 3`. */
  readonly state: string;
  /** The step that made it so; 0 when it was so from the beginning. */
  readonly from: number;
  /** The step that ended it; the last step of the run when none did. */
  readonly to: number;
}

/** `racks[0]` is the rack before the first step, `racks[n]` the one after step n. */
export function livesOf(racks: readonly Rack[]): Life[] {
  const open = new Map<string, Omit<Life, 'to'>>();
  const lives: Life[] = [];
  for (const [step, rack] of racks.entries()) {
    if (rack === racks[step - 1]) continue;
    const now = new Map(statesOf(rack).map((one) => [`${one.sort} ${one.subject}`, one]));
    for (const [key, life] of open) {
      if (now.get(key)?.state === life.state) continue;
      lives.push({ ...life, to: step });
      open.delete(key);
    }
    for (const [key, one] of now) if (!open.has(key)) open.set(key, { ...one, from: step });
  }
  return [...lives, ...Array.from(open.values(), (life) => ({ ...life, to: racks.length - 1 }))];
}

type State = Pick<Life, 'sort' | 'subject' | 'state'>;

function statesOf({ db, guests }: Rack): State[] {
  const states: State[] = [];
  for (const { id, state, updater, isDeleted } of Object.values(db.instances)) {
    if (!isDeleted) states.push({ sort: 'instance', subject: id, state });
    if (updater !== null) states.push({ sort: 'lock', subject: id, state: updater });
  }
  for (const { id, state, isDeleted } of Object.values(db.vmms)) {
    if (!isDeleted) states.push({ sort: 'vmm row', subject: id, state });
  }
  for (const { id, kind, state } of Object.values(db.sagas)) {
    if (state !== 'done') states.push({ sort: 'saga', subject: id, state: `${kind} ${state}` });
  }
  for (const [vmm, { sled, status }] of Object.entries(guests)) {
    states.push({ sort: 'guest', subject: vmm, state: `${status} on ${sled}` });
  }
  return states;
}
