// The rows of the database, and what the clients see of them.

import { liveVmm } from '../../../sim/rack/database/instance.ts';
import { externalState } from '../../../sim/rack/nexus/external-state.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { readError, tellClient } from '../../text/words.ts';
import { line, type Table } from './table.ts';

const NONE = '–';

export function databaseTables(rack: Rack): Table[] {
  return [clients(rack), instances(rack), migrations(rack), accounts(rack), sagas(rack)];
}

function clients({ truth }: Rack): Table {
  return {
    title: 'Clients',
    columns: ['request', 'of', 'answer'],
    lines: Object.values(truth.operations).map(({ name, kind, instance, nexus }) => {
      const answer = truth.answers[name];
      const text = answer === undefined ? 'waits' : tellClient(answer).replace(/^is answered /, '');
      return line(name, [name, `${kind} ${instance} at ${nexus}`, text]);
    }),
  };
}

function instances({ db }: Rack): Table {
  return {
    title: 'Instances',
    columns: ['', 'row', 'gen', 'active', 'target', 'lock', 'clients see'],
    lines: Object.values(db.instances).map((row) =>
      line(row.id, [
        row.id,
        row.isDeleted ? `${row.state}, deleted` : row.state,
        String(row.gen),
        row.activeVmm ?? NONE,
        [row.targetVmm, row.migration].filter(Boolean).join(', ') || NONE,
        row.updater === null
          ? `free (${row.updaterGen})`
          : `${row.updater.replace('lock of ', '')} (${row.updaterGen})`,
        externalState(row, liveVmm(db, row.activeVmm)),
      ]),
    ),
  };
}

function migrations({ db }: Rack): Table {
  return {
    title: 'Migrations',
    columns: ['', 'of', 'source', 'target'],
    lines: Object.values(db.migrations).map((row) =>
      line(row.id, [
        row.isDeleted ? `${row.id}, deleted` : row.id,
        row.instance,
        `${row.sourceVmm}: ${row.sourceState} gen ${row.sourceGen}`,
        `${row.targetVmm}: ${row.targetState} gen ${row.targetGen}`,
      ]),
    ),
  };
}

function accounts({ db }: Rack): Table {
  return {
    title: 'Reservations and charges',
    columns: ['who', 'holds'],
    lines: [
      ...Object.values(db.reservations).map(({ vmm, sled, cpus }) => line(vmm, [vmm, `${cpus} CPUs of ${sled}`])),
      ...Object.values(db.charges).map(({ instance, cpus }) => line(instance, [instance, `is charged ${cpus} CPUs`])),
      line('totals', [
        'totals',
        Object.entries(db.collections)
          .map(([name, cpus]) => `${name} ${cpus}`)
          .join(', '),
      ]),
    ],
  };
}

/** The unfinished first: a reader who looks here looks for them. */
function sagas({ db, truth }: Rack): Table {
  const isOver = (id: string) => db.sagas[id as keyof typeof db.sagas]?.state === 'done' && !(id in truth.stuckSagas);
  const all = Object.values(db.sagas);
  return {
    title: 'Sagas',
    columns: ['', 'kind', 'of', 'state', 'last in its log'],
    lines: [...all.filter(({ id }) => !isOver(id)), ...all.filter(({ id }) => isOver(id))].map((saga) => {
      const last = db.sagaEvents[saga.id]?.at(-1);
      const stuck = truth.stuckSagas[saga.id];
      const state = stuck ? `stuck: ${readError(stuck.error)}` : saga.state;
      return line(saga.id, [
        saga.id,
        saga.kind,
        saga.owner,
        stuck ? { text: state, wrong: `the undo of ${stuck.node} failed; it is stuck for ever` } : state,
        last ? `${last.node} ${last.event.replace('_', ' ')}` : NONE,
      ]);
    }),
  };
}
