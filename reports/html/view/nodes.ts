// What a step looks like in its lane, and in that of the database if it is a statement.

import type { StepRecord } from '../../../sim/kernel/observers.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { differences } from '../../text/rows.ts';
import { laneOf } from './lanes.ts';

export type Glyph = 'ask' | 'message' | 'local' | 'timer' | 'fault' | 'wake';

export interface Node {
  /** Nowhere for what the network does. */
  readonly lane: string | undefined;
  readonly glyph: Glyph;
  /** Of a statement of Nexus: what became of it, and the generations that it wrote, as `4→5`. */
  readonly statement: { readonly came: 'read' | 'written' | 'refused' | 'failed'; readonly gens: string } | undefined;
}

export function nodesOf(records: readonly StepRecord<Rack>[], initial: Rack): Node[] {
  let before = initial;
  return records.map((record) => {
    const node = nodeOf(record, before);
    before = record.snapshot;
    return node;
  });
}

function nodeOf(record: StepRecord<Rack>, before: Rack): Node {
  return { lane: laneOf(record), glyph: glyphOf(record), statement: statementOf(record, before) };
}

function glyphOf({ kind, label }: StepRecord): Glyph {
  switch (kind) {
    case 'request':
    case 'reply':
      return 'message';
    case 'external':
      return label.startsWith('client: ') ? 'ask' : 'timer';
    case 'timer':
      return 'timer';
    case 'fault':
      return 'fault';
    case 'park':
      return 'wake';
    case 'step':
    case 'choice':
      return 'local';
    default:
      return kind satisfies never;
  }
}

/** Every step of a Nexus is a statement; so is a fault that strikes one. */
function statementOf(record: StepRecord<Rack>, before: Rack): Node['statement'] {
  const { kind, process, label, details, snapshot } = record;
  if (!process.startsWith('nexus-')) return undefined;
  if (label.startsWith('fault: database error')) {
    return { came: 'failed', gens: gensOf(before, snapshot) };
  }
  if (kind !== 'step') return undefined;
  if (details.some((text) => /^(superseded|refused)/.test(text))) return { came: 'refused', gens: '' };
  const came = before.db === snapshot.db ? 'read' : 'written';
  return { came, gens: came === 'written' ? gensOf(before, snapshot) : '' };
}

/** `4→5` for each instance or VMM row whose generation went up. */
function gensOf(before: Rack, after: Rack): string {
  const pairs = [
    ...differences(before.db.instances, after.db.instances),
    ...differences(before.db.vmms, after.db.vmms),
  ];
  return pairs
    .filter(([, was, is]) => was?.gen !== is?.gen)
    .map(([, was, is]) => (was === undefined ? `new ${is?.gen}` : `${was.gen}→${is?.gen ?? '-'}`))
    .join(' ');
}
