// Ctrl-C, or the word to terminate that a CI system gives: the first asks long work to stop with what it has, the
// second ends the process at once.

export interface Interrupt {
  readonly isRequested: () => boolean;
  /** Gives the signals their usual meaning back. */
  readonly dispose: () => void;
}

/** Exit codes of a process that a signal has ended. */
const KILLED_BY = { SIGINT: 130, SIGTERM: 143 } as const;
const SIGNALS = Object.keys(KILLED_BY) as (keyof typeof KILLED_BY)[];
/** A progress bar may have hidden it. */
const SHOW_CURSOR = '\u001b[?25h\u001b[?7h\n';

export function onInterrupt(): Interrupt {
  let isRequested = false;
  const listener = (signal: keyof typeof KILLED_BY) => {
    const { isTTY } = process.stderr;
    if (isRequested) {
      if (isTTY) process.stderr.write(SHOW_CURSOR);
      process.exit(KILLED_BY[signal]);
    }
    isRequested = true;
    if (isTTY) process.stderr.write('\nstopping; once more to stop at once\n');
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    isRequested: () => isRequested,
    dispose() {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}

/** Whether a process ended because of a signal. */
export function isKilled(code: number): boolean {
  return Object.values(KILLED_BY).some((one) => one === code);
}
