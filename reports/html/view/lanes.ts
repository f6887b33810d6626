// The lanes of the space-time diagram: one for each client, Nexus, the database, sled-agent, Propolis and guest.

import type { StepRecord } from '../../../sim/kernel/observers.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import type { RecordedRun } from '../../recorded-run.ts';

export type LaneKind = 'client' | 'nexus' | 'database' | 'sled' | 'propolis' | 'guest';

export interface Lane {
  readonly id: string;
  readonly kind: LaneKind;
  /** As the rack names it. */
  readonly title: string;
}

export const DATABASE = 'database';

export function guestLane(vmm: string): string {
  return `guest ${vmm}`;
}

/** The lane of a client: each request is a client of its own. */
export function clientLane(label: string): string {
  const [, name] = /^client: (.+) \(\S+ \S+ at \S+\)/.exec(label) ?? [];
  return `client ${name ?? label.slice(0, label.indexOf(': '))}`;
}

/** Where a step happens; nowhere for what the network does. */
export function laneOf({ process, label }: Pick<StepRecord, 'process' | 'label'>): string | undefined {
  if (process === '') return undefined;
  if (process !== 'client') return process;
  return clientLane(label.replace(/^fault: \S+ "(.*)"$/, '$1'));
}

/** Every lane there is, from those who ask to those who are asked. */
export function lanesOf({ config, records }: Pick<RecordedRun, 'config' | 'records'>): Lane[] {
  const clients = new Set<string>();
  const vmms = new Set<string>();
  for (const instance of config.instances) if (instance.state === 'running') vmms.add(`vmm-${vmms.size + 1}`);
  for (const record of records) {
    const lane = laneOf(record);
    if (lane?.startsWith('client ')) clients.add(lane);
    if (lane?.startsWith('propolis ')) vmms.add(lane.slice('propolis '.length));
    for (const vmm of Object.keys((record.snapshot as Rack).propolises)) vmms.add(vmm);
  }
  const lane = (kind: LaneKind, id: string, title: string = id): Lane => ({ id, kind, title });
  return [
    ...Array.from(clients, (id) => lane('client', id, id.slice('client '.length))),
    ...config.nexuses.map((id) => lane('nexus', id)),
    lane('database', DATABASE),
    ...config.sleds.map((id) => lane('sled', id)),
    ...[...vmms].flatMap((vmm) => [
      lane('propolis', `propolis ${vmm}`, vmm),
      lane('guest', guestLane(vmm), `guest of ${vmm}`),
    ]),
  ];
}
