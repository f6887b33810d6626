// One request of a client to a Nexus, on a rack whose rows are as the test wants them.

import type { InstanceRow, VmmState } from '../../../sim/rack/database/tables.ts';
import type { Answer, OperationKind } from '../../../sim/rack/hardware/truth.ts';
import { BACKGROUND_TASKS, type Rack } from '../../../sim/rack/rack.ts';
import type { RackShape } from '../../../sim/rack/scenario.ts';
import { answersIn, seen } from '../rig.ts';

/** The answer, what was sent to sleds meanwhile, and which kinds of saga were made, in order. */
export interface Asked {
  readonly answer: Answer;
  readonly sent: readonly string[];
  readonly sagas: readonly string[];
  readonly rack: Rack;
}

/** A client's request, and everything that follows from it; no task runs, so that nothing else changes the rows. */
export function ask(kind: OperationKind, change: (rack: Rack) => void, shape: RackShape = {}): Asked {
  const parts = { shape: { disabledTasks: BACKGROUND_TASKS, ...shape }, operations: [{ name: 'A', kind }] };
  return seen(parts, (rig) => {
    const sent: string[] = [];
    rig.run.simulation.observers.on('message', (what, label) => {
      if (what === 'request' && / sled-\d /.test(label)) sent.push(label.replace(/^.*: sled-\d /, ''));
    });
    rig.change(change);
    rig.issue('A');
    rig.settle();
    const answer = answersIn(rig.rack)[0];
    if (!answer) throw new Error('there is no answer');
    const sagas = Object.values(rig.rack.db.sagas).map((saga) => saga.kind);
    return { answer, sent, sagas, rack: rig.rack };
  });
}

/** Sets columns of the running instance's row. */
export const setRow =
  (parts: Partial<InstanceRow>) =>
  (rack: Rack): void => {
    rack.db.instances['instance-1'] = { ...rack.db.instances['instance-1']!, ...parts };
  };

/** Sets the state of the running instance's VMM row; its sled goes on as before. */
export const setVmm =
  (state: VmmState) =>
  (rack: Rack): void => {
    rack.db.vmms['vmm-1'] = { ...rack.db.vmms['vmm-1']!, state };
  };

/** The instance has no VMM, and is in this state. */
export const bare = (state: InstanceRow['state']) => setRow({ state, activeVmm: null });

/** One change after the other. */
export const both =
  (...changes: readonly ((rack: Rack) => void)[]) =>
  (rack: Rack): void => {
    for (const change of changes) change(rack);
  };
