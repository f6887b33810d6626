// Code of the user's own, bounded in time: a loop that never ends must not hang the command. The bound interrupts what
// runs in this thread, however deep, so a bounded call costs no thread of its own and changes nothing that it does.

import { Script } from 'node:vm';

/** What a scenario file may take to load, and a script to play, in s: a hundred times what an honest one takes. */
export const LOAD_MAX_S = 10;
export const SCRIPT_MAX_S = 5;

const HOOK = Symbol.for('the call that is bounded');
/** The bound holds for what runs inside of a script of `node:vm`, and that is one call. */
const CALL = new Script(`globalThis[Symbol.for(${JSON.stringify(HOOK.description)})]()`);

/** What was bounded has not ended in time. */
export class TimeUp extends Error {
  override readonly name = 'TimeUp';
  constructor(maxS: number) {
    super(`not done within ${maxS} s; does it loop for ever?`);
  }
}

/** Does the work, and throws {@link TimeUp} when it is not done within `maxS` seconds. */
export function withinSeconds<T>(maxS: number, work: () => T): T {
  const hooks = globalThis as { [HOOK]?: () => unknown };
  hooks[HOOK] = work;
  try {
    return CALL.runInThisContext({ timeout: maxS * 1_000 }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new TimeUp(maxS);
  } finally {
    delete hooks[HOOK];
  }
}
