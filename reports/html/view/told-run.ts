// A recorded run with everything worked out that more than one part of the page needs. Made once a run.

import { initialRack } from '../../../sim/rack/hardware/initial.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import type { RecordedRun } from '../../recorded-run.ts';
import { bookkeepingOf } from '../../text/bookkeeping.ts';
import { withChanges } from '../../text/changes.ts';
import { type Telling, tellFully } from '../../text/telling.ts';
import { type Band, bandsOf } from './bands.ts';
import { type Causes, causesOfRun } from './causality.ts';
import { type Lane, lanesOf } from './lanes.ts';
import { type LaneMessage, messagesOf } from './messages.ts';
import { type Node, nodesOf } from './nodes.ts';
import { subjectsOf } from './subjects.ts';

/** One step, in all its aspects. */
export interface TellingStep extends Telling {
  /** 1 for the first. */
  readonly index: number;
  readonly record: RecordedRun['records'][number];
  readonly changes: ReturnType<typeof withChanges>[number]['changes'];
  /** The sort of bookkeeping that it is, or `undefined` for a step that is told in full. */
  readonly bookkeeping: string | undefined;
  /** Everything that it has to do with: instances, VMMs, sagas, operations. */
  readonly subjects: ReadonlySet<string>;
  readonly node: Node;
}

export interface ToldRun {
  readonly run: RecordedRun;
  readonly initial: Rack;
  /** The step of index n is at n - 1. */
  readonly steps: readonly TellingStep[];
  /** Those in which anything happens. */
  readonly lanes: readonly Lane[];
  readonly messages: readonly LaneMessage[];
  readonly bands: readonly Band[];
  readonly causes: Causes;
}

export function tellRun(run: RecordedRun): ToldRun {
  const initial = initialRack(run.config);
  const told = withChanges(run.records, initial);
  const nodes = nodesOf(run.records, initial);
  const steps = told.map((step, at): TellingStep => {
    const { record, changes } = step;
    return {
      ...tellFully(step),
      index: record.index,
      record,
      changes,
      bookkeeping: bookkeepingOf(step),
      subjects: subjectsOf(step),
      node: nodes[at] as Node,
    };
  });
  const messages = messagesOf(run.records);
  const bands = bandsOf(run.records, initial);
  const busy = new Set([
    ...steps.map(({ node }) => node.lane),
    ...messages.flatMap(({ fromLane, toLane }) => [fromLane, toLane]),
    ...bands.map(({ lane }) => lane),
  ]);
  return {
    run,
    initial,
    steps,
    lanes: lanesOf(run).filter(({ id, kind }) => kind === 'database' || busy.has(id)),
    messages,
    bands,
    causes: causesOfRun(run.records),
  };
}

/** The rack after a step; 0 is the beginning. */
export function rackAt({ run, initial }: Pick<ToldRun, 'run' | 'initial'>, step: number): Rack {
  return run.records[step - 1]?.snapshot ?? initial;
}
