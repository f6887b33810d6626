// Points that many scripts speak of.

/** Ten minutes after a stop. A script that tells of seconds holds it, lest a settling take the ten minutes, too. */
export const STOP_TIMER = 'the grace period of a stop ends';
