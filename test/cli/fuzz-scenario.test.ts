// Whatever a scenario file holds, the command answers in one line and with 2, or runs it; and it writes nothing by
// halves and nothing elsewhere.

import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { hostile, scripted, withstand } from './fuzz.ts';
import { HARMLESS, useEmptyFolder, write } from './harness.ts';

useEmptyFolder();

let count = 0;
/** A name that no module was loaded by before. */
const fresh = (ending: string) => `fuzz-${++count}${ending}`;

describe('a scenario file', () => {
  const base = {
    name: 'fuzz/odd',
    title: 'title',
    story: 'story',
    shape: {
      nexuses: ['nexus-1'],
      sledCpus: 2,
      instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'running' }],
    },
    operations: [{ name: 'stop A', kind: 'stop' }],
    workload: { kinds: ['stop'], max: 1 },
    faults: { kinds: ['crash-nexus'], max: 1 },
    ticks: 1,
    expected: {},
  };
  const odd = fc.oneof(hostile, fc.jsonValue(), fc.integer(), fc.constantFrom(1e308, -0, Number.MAX_SAFE_INTEGER));
  const path = fc.constantFrom(
    'name',
    'title',
    'shape',
    'shape.sledCpus',
    'shape.nexuses',
    'shape.instances.0.id',
    'operations',
    'operations.0',
    'operations.0.name',
    'operations.0.kind',
    'workload.max',
    'workload',
    'faults.kinds',
    'faults.max',
    'ticks',
    'expected',
    'set',
    'marks',
  );

  test.prop([fc.array(fc.tuple(path, odd), { minLength: 1, maxLength: 2 })], { numRuns: 150 })(
    'has odd values',
    async (changes) => {
      const value = structuredClone(base) as Record<string, unknown>;
      for (const [place, to] of changes) put(value, place.split('.'), to);
      const file = write(
        fresh('.mjs'),
        `export const scenario = JSON.parse(${JSON.stringify(JSON.stringify(value))});`,
      );

      const { code, err } = await withstand('run', file, '--json', '--seed', '1');

      if (code === 2) expect(err).toContain(file);

      const proof = await withstand('prove', file, '--json', '--max-states', '50');

      if (proof.code === 2) expect(proof.err).toContain(file);
    },
  );

  const word = fc.oneof(hostile, fc.constantFrom('view A', 'view', 'request', 'reply', 'nexus-1', 'look up', 'crash'));
  const call = fc
    .tuple(fc.constantFrom('issue', 'hold', 'release', 'reach', 'comes', 'let', 'settle', 'fault', 'tick'), word, word)
    .map(([verb, one, two]) => `play.${verb}(${JSON.stringify(one)}, ${JSON.stringify(two)});`);

  test.prop([fc.array(call, { maxLength: 6 })], { numRuns: 80 })(
    'has a script that asks for anything',
    async (calls) => {
      const file = write(fresh('.mjs'), scripted(calls.join(' ')));

      const { code, err } = await withstand('run', file, '--json');

      if (code === 2) expect(err).toContain(file);
    },
  );

  it.each([
    ['throws nothing', 'throw undefined;', 'undefined'],
    ['throws what cannot be shown', 'throw Object.create(null);', 'something that cannot be shown'],
    ['calls itself for ever', '(function f() { f(); })();', 'Maximum call stack size exceeded'],
    ['ticks for ever', "while (true) play.tick('nexus-1', 'instance-watcher');", 'a run has at most 2000 steps'],
    ['returns a promise', 'return Promise.resolve();', 'a script makes no promises'],
    ['leaves a promise behind', 'Promise.reject(new Error()).catch(() => {});', 'a script makes no promises'],
    ['is a generator', 'return (function* () {})();', 'a script is a plain function that returns nothing'],
    ['waits for a fault that cannot be', "play.fault('crash-sled-agent sled-9');", 'no such fault can strike now'],
  ])('has a script that %s', async (_, body, message) => {
    const file = write(fresh('.mjs'), scripted(body));

    const { code, err } = await withstand('run', file);

    expect(code).toBe(2);
    expect(err).toContain(file);
    expect(err).toContain(message);
  });

  it('has a script that writes into the rack, which changes nothing', async () => {
    const body =
      "try { play.rack.db.instances['instance-1'].state = 'failed'; } catch {} play.issue('view A'); play.settle();";
    const [plain, writes] = [
      write(fresh('.mjs'), scripted("play.issue('view A'); play.settle();")),
      write(fresh('.mjs'), scripted(body)),
    ];

    expect(await withstand('run', writes)).toEqual(await withstand('run', plain));
  });

  it.each(["it's here.mjs", '-v.mjs', '$(touch hacked).mjs', 'a b\u202e.mjs', '💥.mjs'])(
    'has the name %j',
    async (name) => {
      write(name, HARMLESS);

      expect((await withstand('run', `./${name}`)).code).toBe(0);
    },
  );
});

/** Sets what is at a path of keys, as far as there is anything on the way. */
function put(target: unknown, [key = '', ...rest]: readonly string[], to: unknown): void {
  if (typeof target !== 'object' || target === null) return;
  const owner = target as Record<string, unknown>;
  if (rest.length === 0) owner[key] = to;
  else put(owner[key], rest, to);
}
