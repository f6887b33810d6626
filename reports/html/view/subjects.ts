// What a step has to do with: instances, VMMs, sagas, and the requests of clients.

import type { Rack } from '../../../sim/rack/rack.ts';
import type { ToldStep } from '../../text/changes.ts';

const NAMED = /\b(?:instance|vmm|migration|saga)-\d+\b/g;

/** Whatever its label, details and changes name; and the instance of each VMM and saga among them. */
export function subjectsOf({ record, changes }: ToldStep): ReadonlySet<string> {
  const words = [record.label, ...record.details].join(' ');
  const named = new Set(words.match(NAMED) ?? []);
  for (const { subjects } of changes) for (const subject of subjects) if (subject !== '') named.add(subject);
  const { db } = record.snapshot;
  for (const name of [...named]) {
    const vmm = db.vmms[name as keyof Rack['db']['vmms']];
    if (vmm) named.add(vmm.instance);
    const saga = db.sagas[name as keyof Rack['db']['sagas']];
    const instance = saga && instanceOf(saga.params);
    if (instance !== undefined) named.add(instance);
  }
  const operation = operationOf(record.label, record.snapshot);
  if (operation !== undefined) named.add(operation);
  return named;
}

/** The parameters of a saga name its instance, or hold its row. */
function instanceOf(params: unknown): string | undefined {
  const { instance, row } = (params ?? {}) as { instance?: unknown; row?: unknown };
  if (typeof instance === 'string') return instance;
  return ((instance ?? row) as { id?: string } | undefined)?.id;
}

/** The instance that the client's request is about, of a task that serves it. */
function operationOf(label: string, { truth }: Rack): string | undefined {
  const actor = label.slice(0, label.indexOf(': '));
  const operation = Object.values(truth.operations).find(({ name }) => actor === name || actor.endsWith(` ${name}`));
  return operation?.instance;
}
