// How recipes are applied to the state. Unrecorded, they mutate it in place; recorded, the very same recipes
// go through Immer, which yields the snapshot and the patches of each step.

import { current, enablePatches, freeze, isDraft, type Patch, produceWithPatches } from 'immer';
import { type Recipe, Rejection } from './ask.ts';

enablePatches();

/** What the kernel needs of whoever holds the state. */
export interface Store<S> {
  readonly state: S;
  apply<R>(recipe: Recipe<S, R>, isRead: boolean): R;
}

/** Mutates in place: the fast path, taken while nobody is looking. */
class MutableStore<S> implements Store<S> {
  readonly state: S;

  constructor(initial: S) {
    this.state = initial;
  }

  apply<R>(recipe: Recipe<S, R>): R {
    return recipe(this.state);
  }
}

/** Keeps every version: `state` is a frozen snapshot, and the patches since the last `takePatches` are held. */
export class RecordingStore<S extends object> implements Store<S> {
  state: S;
  private patches: Patch[] = [];

  constructor(initial: S) {
    this.state = freeze(initial, true);
  }

  apply<R>(recipe: Recipe<S, R>, isRead: boolean): R {
    if (isRead) return recipe(this.state);
    let result: R | undefined;
    const [next, patches] = produceWithPatches(this.state, (draft) => {
      // What a task is handed outlives the draft, so drafts inside the result are replaced by plain copies.
      try {
        result = withoutDrafts(recipe(draft as S));
      } catch (error) {
        throw error instanceof Rejection ? new Rejection(withoutDrafts(error.reason)) : error;
      }
    });
    this.state = next as S;
    this.patches.push(...patches);
    return result as R;
  }

  takePatches(): readonly Patch[] {
    const taken = this.patches;
    this.patches = [];
    return taken;
  }
}

export function mutableStore<S extends object>(initial: S): Store<S> {
  return new MutableStore(initial);
}

export function recordingStore<S extends object>(initial: S): Store<S> {
  return new RecordingStore(initial);
}

function withoutDrafts<R>(value: R): R {
  if (isDraft(value)) return current(value as object) as R;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withoutDrafts) as R;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutDrafts(item)])) as R;
}
