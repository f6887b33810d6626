// What a step changed, value by value: where, what it was, what it is.

import type { StepRecord } from '../../../sim/kernel/observers.ts';

export interface Patch {
  /** `db vmms vmm-1 state`. */
  readonly path: string;
  /** As JSON; `undefined` where there was nothing, or is nothing any more. */
  readonly was: string | undefined;
  readonly is: string | undefined;
}

const PATCHES_MAX = 60;

/** In the order in which they came; no more than a reader can look through. */
export function patchesOf(record: StepRecord, before: unknown): Patch[] {
  const roots = new Map(record.patches.map(({ path }) => [path.join('\n'), path]));
  const patches: Patch[] = [];
  for (const path of roots.values()) {
    for (const patch of leaves(path.map(String), at(before, path), at(record.snapshot, path))) {
      if (!patches.some((one) => one.path === patch.path)) patches.push(patch);
      if (patches.length >= PATCHES_MAX) return patches;
    }
  }
  return patches;
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[String(key)] : undefined), value);
}

/** Goes down as far as both sides are objects that differ in part. */
function* leaves(path: readonly string[], was: unknown, is: unknown): Generator<Patch> {
  if (JSON.stringify(was) === JSON.stringify(is)) return;
  if (!isObject(was) || !isObject(is) || Array.isArray(was) !== Array.isArray(is)) {
    yield { path: path.join(' '), was: shown(was), is: shown(is) };
    return;
  }
  for (const key of new Set([...Object.keys(was), ...Object.keys(is)]))
    yield* leaves([...path, key], was[key], is[key]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
