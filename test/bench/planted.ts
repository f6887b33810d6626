// The races that the scoreboard plants: a design with the error of an entry of the fact sheet, and the value of the one
// toggle that repairs it. R04, R10 and R11 are in the designs and not behind a toggle of their own.

import type { ToggleName, Toggles } from '../../sim/rack/designs/toggles.ts';
import { togglesOf as togglesOfDesign } from '../search/local.ts';

export interface PlantedRace {
  readonly id: string;
  readonly what: string;
  /** The design, the toggle, its planted value, and the one that repairs it. */
  readonly design: string;
  readonly toggle: ToggleName;
  readonly planted: string;
  readonly repaired: string;
  /** What it violates. */
  readonly invariant: string;
  /** Other toggles without which the error does not show. */
  readonly with?: Partial<Toggles>;
}

export const PLANTED: readonly PlantedRace[] = [
  {
    id: 'R01, R02, R09',
    what: '"unknown" read as failed: what was terminated is restarted',
    design: 'pr-6795/6',
    toggle: 'terminate.noStateMeans',
    planted: 'failed',
    repaired: 'destroyed',
    invariant: 'intent',
  },
  {
    id: 'R03',
    what: '"unknown" ignored: a success that shows a dead guest running',
    design: 'pr-6795/6',
    toggle: 'terminate.noStateMeans',
    planted: 'ignore',
    repaired: 'destroyed',
    invariant: 'honest-answer',
  },
  {
    id: 'R05',
    what: 'a superseded mark is an error: a saga sticks',
    design: 'pr-6795/6',
    toggle: 'markFailed.onSuperseded',
    planted: 'error',
    repaired: 'return',
    invariant: 'sagas-rest',
    with: { 'sledAgent.unregisterUnknown': 'no-such-vmm' },
  },
  {
    id: 'R06, unreachable',
    what: 'an undo that cannot ask the sled goes on: a second guest',
    design: 'pr-6795/6',
    toggle: 'startUndo.onUnreachable',
    planted: 'continue',
    repaired: 'stick',
    invariant: 'no-orphan',
  },
  {
    id: 'R06, gone',
    what: 'an undo that hears "gone" sticks',
    design: 'pr-6795/6',
    toggle: 'startUndo.onGone',
    planted: 'stick',
    repaired: 'continue',
    invariant: 'sagas-rest',
    with: { 'sledAgent.unregisterUnknown': 'no-such-vmm' },
  },
  {
    id: 'R07',
    what: 'only the active VMM is terminated: the target runs on',
    design: 'pr-6795/6',
    toggle: 'terminate.scope',
    planted: 'active',
    repaired: 'both',
    invariant: 'intent',
  },
  {
    id: 'R07, detached',
    what: 'nobody waits for the update saga: a success shows stopping',
    design: 'pr-6795/6',
    toggle: 'terminate.updateSaga',
    planted: 'detached',
    repaired: 'one',
    invariant: 'settled-answer',
  },
  {
    id: 'R08, saga',
    what: 'an update saga after a superseded mark: work for nothing (soft)',
    design: 'pr-6795/6',
    toggle: 'markFailed.onSuperseded',
    planted: 'saga',
    repaired: 'return',
    invariant: 'no-idle-work',
  },
  {
    id: 'R08, destroyed',
    what: 'a destroyed VMM is marked failed',
    design: 'pr-6795/6',
    toggle: 'terminate.bailIfDestroyed',
    planted: 'off',
    repaired: 'on',
    invariant: 'terminal-is-final',
  },
];

/** The toggles with the error, and without it. */
export function togglesOf(race: PlantedRace): { readonly planted: Toggles; readonly repaired: Toggles } {
  const common = { ...togglesOfDesign(race.design), ...race.with };
  return {
    planted: { ...common, [race.toggle]: race.planted },
    repaired: { ...common, [race.toggle]: race.repaired },
  };
}
