// Files: written whole or not at all, read with one clear message when they are not what they should be.

import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { formatSchedule, parseSchedule, type Schedule, ScheduleError } from '../search/schedule.ts';
import { oneLine, UsageError } from './exit.ts';

/** Where generated files go, from the folder in which the command is called. */
export const OUT = join('reports', 'out');

/** Writes a file, and the folders above it. Throws {@link UsageError}. */
export function writeWhole(path: string, text: string): void {
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    writeFileAtomic.sync(resolve(path), text);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${oneLine(error)}`);
  }
}

/**
 * A path to write to when the work is done: hours of it must not be lost to a typing error. Writes nothing. Throws
 * {@link UsageError}.
 */
export function writable(path: string): string {
  const refuse = (reason: string) => new UsageError(`cannot write ${path}: ${reason}`);
  if (path === '' || path.includes('\0')) throw refuse('not a path');
  try {
    const known = statSync(path, { throwIfNoEntry: false });
    if (known?.isDirectory()) throw refuse('it is a folder');
    let above = resolve(path);
    while (!existsSync(above)) above = dirname(above);
    if (known === undefined && !statSync(above).isDirectory()) throw refuse(`${relative('.', above)} is no folder`);
    accessSync(above, constants.W_OK);
  } catch (error) {
    throw error instanceof UsageError ? error : refuse(oneLine(error));
  }
  return path;
}

/** Saves a witness under a name that says what it shows; answers the path. */
export function saveWitness(schedule: Schedule, scenario: string, invariant: string): string {
  const name = [scenario, schedule.design, invariant].map(pathSafe).join('-');
  const path = join(OUT, 'schedules', `${name}.schedule.json`);
  writeWhole(path, formatSchedule(schedule));
  return path;
}

/** A name as a part of a file's. */
export function pathSafe(name: string): string {
  return name.replace(/[^A-Za-z0-9._+-]+/g, '-').slice(0, 80);
}

/** Where a report of a saved schedule goes: beside it. `extension` has its dot. */
export function reportPath(schedule: string, extension: string): string {
  return `${schedule.replace(/(\.schedule)?\.json$/, '')}${extension}`;
}

/** The address of one file as a link in another. */
export function linkBetween(from: string, to: string): string {
  return relative(dirname(from), to).split(/[\\/]/).map(encodeURIComponent).join('/');
}

/** No schedule comes near it. */
const SCHEDULE_MAX_MIB = 16;

/** Reads a file, a pipe or a device to its end; throws when that does not come soon enough. */
export function readAtMost(path: string, maxMib: number): string {
  const file = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; ; ) {
      const chunk = Buffer.alloc(1 << 20);
      const length = readSync(file, chunk);
      if (length === 0) return Buffer.concat(chunks).toString('utf8');
      size += length;
      if (size > maxMib * 2 ** 20) throw new Error(`larger than ${maxMib} MiB, which no such file is`);
      chunks.push(chunk.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}

/** Throws {@link UsageError} that names the file and the place. */
export function readSchedule(path: string): Schedule {
  let text: string;
  try {
    text = readAtMost(path, SCHEDULE_MAX_MIB);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${oneLine(error)}`);
  }
  try {
    return parseSchedule(text);
  } catch (error) {
    if (error instanceof ScheduleError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

/** The scenario of a schedule, as it is written into it: a path is kept from the folder of the command. */
export function portableReference(scenario: string): string {
  return /\.[cm]?[jt]s$/.test(scenario) ? relative(process.cwd(), resolve(scenario)) : scenario;
}

/** The scenario of a schedule as it can be loaded from here: a scenario file may lie beside the schedule. */
export function scenarioOf({ scenario }: Schedule, file: string): string {
  return isBeside(scenario) ? join(dirname(file), scenario) : scenario;
}

/** Whether a scenario is a file that is not found from here, so that it must lie beside its schedule. */
export function isBeside(scenario: string): boolean {
  return /\.[cm]?[jt]s$/.test(scenario) && !existsSync(scenario);
}

/** The command that replays a saved schedule. */
export function replayCommand(path: string): string {
  return `npm run -s rack -- replay ${quote(path)}`;
}

/** The command that goes on with a hunt. */
export function resumeCommand(path: string): string {
  return `npm run -s rack -- hunt --resume ${quote(path)}`;
}

/** A word of a shell's command line. */
export function quote(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
