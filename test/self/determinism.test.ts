// The same run is the same run: twice in this process, and once in another.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { courseOf, walkFrom } from '../../sim/search/course.ts';
import type { Run } from '../../sim/search/run.ts';
import type { Strategy } from '../../sim/search/strategy.ts';
import { follow, parting, type Trail } from '../../sim/search/trail.ts';
import { Walk } from '../../sim/search/walk.ts';
import { scripted } from '../cli/fuzz.ts';
import { rack, useEmptyFolder, write } from '../cli/harness.ts';
import { busy, TOGGLES } from '../search/local.ts';
import { RUNS } from './runs.ts';

const LOADER = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
const OTHER = fileURLToPath(new URL('./other-process.ts', import.meta.url));

useEmptyFolder();

let elsewhere: Readonly<Record<string, Trail>>;

beforeAll(async () => {
  const child = spawn(process.execPath, ['--import', LOADER, OTHER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  elsewhere = JSON.parse(Buffer.concat(chunks).toString()) as typeof elsewhere;
});

describe('a run is the same', () => {
  const ends = new Set<string | undefined>();

  it.each(Object.entries(RUNS))('twice here and once elsewhere: %s', (name, make) => {
    const first = make();
    ends.add(first.at(-1)?.digest);

    expect(first.length).toBeGreaterThan(0);
    expect(parting(first, make())).toBeUndefined();
    expect(parting(first, elsewhere[name] ?? [])).toBeUndefined();
  });

  it('and hardly two of them are alike', () => {
    expect(ends.size).toBeGreaterThan(0.9 * Object.keys(RUNS).length);
  });
});

describe('a run that is not the same is told by the step at which it parts', () => {
  /** A walk that takes another event at one step of every second run. */
  function fickle(at: number): () => Trail {
    let runs = 0;
    return () => {
      const walk = new Walk(3);
      const isOdd = runs++ % 2 === 1;
      let steps = 0;
      const strategy: Strategy = {
        next(run) {
          const event = walk.next(run);
          return isOdd && ++steps === at ? run.enabled().find((other) => other !== event) : event;
        },
      };
      return follow(busy, TOGGLES, { kind: 'replay', replay: strategy }).trail;
    };
  }

  it('when another choice is made', () => {
    const make = fickle(7);
    const [first, second] = [make(), make()];

    const said = parting(first, second);

    expect(said).toBe(`step 7 is "${first[6]?.label}" in one run and "${second[6]?.label}" in the other`);
  });

  it('when a step comes to another state', () => {
    const make = (strangeAt: number) => {
      const onStart = ({ simulation }: Run) => {
        simulation.observers.on('step', (_, index) => {
          if (index === strangeAt) simulation.apply((rack) => rack.truth.failedReruns.push('strange'));
        });
      };
      return follow(busy, TOGGLES, walkFrom(3), { onStart }).trail;
    };
    const [first, second] = [make(0), make(7)];

    // Seen at the first step after it whose state is hashed.
    expect(parting(first, second)).toMatch(/^step (8|9|1\d), ".*", leads to different states$/);
  });

  it('when one goes on', () => {
    const trail = follow(busy, TOGGLES, courseOf(busy)).trail;

    expect(parting(trail, trail.slice(0, -1))).toBe(
      `step ${trail.length} is "${trail.at(-1)?.label}" in one run and the end in the other`,
    );
  });
});

describe('a script that uses a clock or a counter', () => {
  it('is refused with the first step that varies', async () => {
    const file = write(
      'varies.mjs',
      `let n = 0;\n${scripted("if (n++ % 2) play.tick('nexus-1', 'instance-watcher'); play.issue('view A');")}`,
    );

    const { code, err } = await rack('run', file, '--json');

    expect(code).toBe(2);
    expect(err).toContain(
      'varies.mjs: not the same run each time: step 1 is "client: view A (view instance-1 at nexus-1)" in one run ' +
        'and "tick: nexus-1 instance-watcher" in the other',
    );
  });
});
