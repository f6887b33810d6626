// What a sled-agent makes of a VMM whose Propolis may have done what sets it up, and has not said so.

import { describe, expect, it } from 'vitest';
import type { Toggles } from '../../../sim/rack/designs/toggles.ts';
import { seen } from '../rig.ts';

const startOf = (onSetupInDoubt: Toggles['sledAgent.onSetupInDoubt']) =>
  ({
    set: { 'sledAgent.onSetupFailure': 'reported', 'sledAgent.onSetupInDoubt': onSetupInDoubt },
    shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'stopped' }] },
    operations: [{ name: 'start A', kind: 'start' }],
  }) as const;

/** What becomes of an instance whose runner's word to Propolis is lost on one half of the way: its row, its guests. */
function startedWithout(lost: string, onSetupInDoubt: Toggles['sledAgent.onSetupInDoubt']) {
  return seen(startOf(onSetupInDoubt), (rig) => {
    const [, half = ''] = /(\w+)$/.exec(lost) ?? [];
    rig.issue('start A');
    rig.reach(`sled-1 runner vmm-1: ${lost}`);
    rig.fault(`drop-${half} "sled-1 runner vmm-1: ${lost}`);
    rig.release(`sled-1 runner vmm-1: ${lost}`);
    rig.settle();
    return [rig.rack.db.vmms['vmm-1']?.state, Object.keys(rig.rack.guests)];
  });
}

const RUNNING = ['running', ['vmm-1']];
const FAILED = ['failed', []];

describe('a VMM whose set-up is in doubt', () => {
  it.each([
    ['ensure request', FAILED],
    ['ensure reply', RUNNING],
    ['Propolis run request', RUNNING],
    ['Propolis run reply', RUNNING],
  ])('that goes on, without its %s, is what Propolis says', (lost, expected) => {
    expect(startedWithout(lost, 'goes-on')).toEqual(expected);
  });

  it.each(['ensure request', 'ensure reply', 'Propolis run request', 'Propolis run reply'])(
    'that is given up ends failed without its %s, whatever Propolis does',
    (lost) => {
      expect(startedWithout(lost, 'fails')).toEqual(FAILED);
    },
  );

  it('that goes on fails all the same once its Propolis is not there', () => {
    const found = seen(startOf('goes-on'), (rig) => {
      rig.issue('start A');
      rig.reach('sled-1 runner vmm-1: Propolis run reply');
      rig.fault('drop-reply "sled-1 runner vmm-1: Propolis run reply');
      rig.fault('crash-propolis propolis vmm-1');
      rig.release('sled-1 runner vmm-1: Propolis run reply');
      rig.settle();
      return [rig.rack.db.vmms['vmm-1']?.state, Object.keys(rig.rack.guests)];
    });

    expect(found).toEqual(FAILED);
  });
});
