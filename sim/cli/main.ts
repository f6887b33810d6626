#!/usr/bin/env -S node --import tsx
// The `rack` command.

import { runCommand } from './command.ts';
import { processTerminal } from './terminal.ts';

// Not `process.exit`: what is still to be written must be written.
process.exitCode = await runCommand(process.argv.slice(2), processTerminal());
