// Values of options, checked.

import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `60s`, `2m`, `500ms`: in ms. */
export function duration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS_MS[unit ?? ''] ?? Number.NaN);
  if (!(ms > 0)) throw new InvalidArgumentError('expected a duration, as in 60s, 2m or 500ms');
  return ms;
}

/** A seed: 0 or more, small enough to be counted up from. */
export function seed(text: string): number {
  return integer(text, 0, 2 ** 52);
}

export function runs(text: string): number {
  return integer(text, 1, 1_000_000_000);
}

/** A number of states: their hashes must fit into memory. */
export function states(text: string): number {
  return integer(text, 1, 1_000_000_000);
}

/** Of PCT: how many ordering constraints the bug that is looked for takes. */
export function depth(text: string): number {
  return integer(text, 1, 100);
}

/** How many choices may be changed. */
export function distance(text: string): number {
  return integer(text, 0, 4);
}

/** How many faults may strike. */
export function faults(text: string): number {
  return integer(text, 0, 100);
}

/** How often a schedule may depart from an order. */
export function delays(text: string): number {
  return integer(text, 0, 1_000);
}

export function jobs(text: string): number {
  return integer(text, 1, 256);
}

/** As many workers as there are processors. */
export function jobsByDefault(): number {
  return availableParallelism();
}

export function designs(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('expected names with commas between them');
  return names;
}

/** Gathers an option that may be given several times. */
export function several(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function integer(text: string, min: number, max: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < min || number > max) {
    throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`);
  }
  return number;
}
