// How the process ends, whatever a scenario file has left behind: timers that go on, promises that nobody caught, a
// call of `process.exit`.

import { Console } from 'node:console';
import { EXIT, type ExitCode, oneLine } from './exit.ts';
import { isKilled } from './interrupt.ts';
import type { Terminal } from './terminal.ts';

/** What a scenario file prints is no part of a result: it goes to stderr. */
export function keepOutputApart(): void {
  globalThis.console = new Console(process.stderr, process.stderr);
}

/** From now on the process ends with a message and {@link EXIT.usage}, unless it is left by the function returned. */
export function guardProcess(terminal: Terminal): (code: ExitCode) => Promise<void> {
  let isLeaving = false;
  const give = (message: string) => {
    isLeaving = true;
    terminal.say(`rack: ${message}`);
    process.exit(EXIT.usage);
  };
  process.on('uncaughtException', (error) => give(`thrown outside of any run: ${oneLine(error)}`));
  process.on('exit', (code) => {
    if (isLeaving || isKilled(code)) return;
    terminal.say('rack: ended before its work was done; does a scenario file call process.exit, or await for ever?');
    process.exitCode = EXIT.usage;
  });
  return async (code) => {
    await Promise.all([process.stdout, process.stderr].map(written));
    isLeaving = true;
    process.exit(code);
  };
}

/** What is still to be written must be written. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return;
  await new Promise<unknown>((resolve) => stream.write('', resolve));
}
