// Points that several scripts speak of, and come to.

import type { Play } from '../sim/rack/scenario.ts';

/** Ten minutes after a stop. A script that tells of seconds holds it, lest a settling take the ten minutes, too. */
export const STOP_TIMER = 'the grace period of a stop ends';

/** A migration A, whose source has copied the guest and is about to pause it; and a stop B, which waits behind that. */
export function stopBehindCopy(play: Play): void {
  play.hold(STOP_TIMER);
  play.issue('migrate A');
  play.reach('pauses the guest');
  play.settle();
  play.issue('stop B');
  play.settle();
}

/**
 * A start A that charges its instance between the release and the commit of the update saga of a request that ends its
 * VMM, and undoes the charge after that.
 */
export function chargeBeforeCommitOf(play: Play, down: string): void {
  play.hold('instance-start: charge instance-1');
  play.issue('start A');
  play.settle();
  play.hold('instance-update: commit instance-1', 'instance-start: release the charge');
  play.issue(down);
  play.settle();
  play.release('instance-start: charge instance-1');
  play.settle();
  play.release('instance-update: commit instance-1');
  play.settle();
  play.release('instance-start: release the charge');
  play.settle();
}
