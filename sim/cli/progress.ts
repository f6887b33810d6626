// Progress of long work: on a terminal, on stderr. In a pipe nothing is shown.

import { SingleBar } from 'cli-progress';

export interface Progress {
  /** `done` of the total; `text` says more. */
  readonly update: (done: number, text: string) => void;
  readonly stop: () => void;
}

const NONE: Progress = { update: () => {}, stop: () => {} };

export function showProgress(what: string, total: number): Progress {
  if (!process.stderr.isTTY || total === 0) return NONE;
  const bar = new SingleBar({
    format: `${what} {bar} {percentage}% | {text} | {duration_formatted}, {eta_formatted} left`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
  });
  bar.start(total, 0, { text: '' });
  return { update: (done, text) => bar.update(Math.min(done, total), { text }), stop: () => bar.stop() };
}
