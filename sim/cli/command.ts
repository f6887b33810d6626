// One call of the command, from its words to its exit code. It throws nothing and prints no stack trace.

import { CommanderError } from 'commander';
import { DefectError } from '../search/course.ts';
import { JobError } from '../search/pool/pool.ts';
import { ScriptError } from '../search/script.ts';
import { EXIT, type ExitCode, oneLine, UsageError } from './exit.ts';
import { makeProgram } from './program.ts';
import { printJson, type Terminal } from './terminal.ts';

/** `words` are the arguments of the command, without its name. */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = EXIT.holds;
  const fail = (message: string): ExitCode => {
    terminal.say(`rack: ${message}`);
    // Whoever reads JSON gets JSON, whatever happens.
    if (words.includes('--json')) printJson(terminal, { error: message });
    return EXIT.usage;
  };
  const program = makeProgram(terminal, (ended) => {
    code = ended;
  });
  // Commander's own messages: one line each, and the exit code is ours.
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
      outputError: () => {},
    });
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.holds;
      if (error.code === 'commander.help') return EXIT.usage;
      return fail(oneLine(error).replace(/^error: /, ''));
    }
    const isKnown = [UsageError, ScriptError, DefectError, JobError].some((kind) => error instanceof kind);
    return fail(isKnown ? oneLine(error) : `internal error: ${oneLine(error)}`);
  }
}
