#!/usr/bin/env -S node --import tsx
// The `rack` command.

import { runCommand } from './command.ts';
import { guardProcess, keepOutputApart } from './leave.ts';
import { processTerminal } from './terminal.ts';

keepOutputApart();
const terminal = processTerminal();
const leave = guardProcess(terminal);
await leave(await runCommand(process.argv.slice(2), terminal));
