// Ctrl-C: the first asks long work to stop with what it has, the second ends the process at once.

export interface Interrupt {
  readonly isRequested: () => boolean;
  /** Gives Ctrl-C its usual meaning back. */
  readonly dispose: () => void;
}

export const KILLED_BY_SIGINT = 130;
/** A progress bar may have hidden it. */
const SHOW_CURSOR = '\u001b[?25h\u001b[?7h\n';

export function onInterrupt(): Interrupt {
  let isRequested = false;
  const listener = () => {
    const { isTTY } = process.stderr;
    if (isRequested) {
      if (isTTY) process.stderr.write(SHOW_CURSOR);
      process.exit(KILLED_BY_SIGINT);
    }
    isRequested = true;
    if (isTTY) process.stderr.write('\nstopping; once more to stop at once\n');
  };
  process.on('SIGINT', listener);
  return { isRequested: () => isRequested, dispose: () => process.off('SIGINT', listener) };
}
