// A rack under a test's hands: scripted like a scenario, and spoken to by a caller of the test's own.

import { call, type NetworkError, type Outcome } from '../../sim/kernel/ask.ts';
import type { Answer } from '../../sim/rack/hardware/truth.ts';
import type { Rack } from '../../sim/rack/rack.ts';
import type { Play, Scenario } from '../../sim/rack/scenario.ts';
import { Run } from '../../sim/search/run.ts';
import { playScript } from '../../sim/search/script.ts';
import { scenario, togglesOf } from './make.ts';

/** What a call of the test came to; empty until it is answered. */
export interface Reply<T, E> {
  outcome?: Outcome<T, E | NetworkError>;
}

export interface Rig extends Play {
  readonly run: Run;
  /** Changes the rack from outside. */
  readonly change: (recipe: (rack: Rack) => void) => void;
  /** Sends a request to a process, from a process that is none of the rack's. */
  readonly send: <T = unknown, E = unknown>(to: string, endpoint: string, request: object) => Reply<T, E>;
}

/** Runs a script on a rack, and then heals and drains it like any other. */
function runScript(parts: Partial<Scenario>, script: (rig: Rig) => void, design: string): void {
  const run = new Run(scenario(parts), togglesOf(design));
  const { simulation } = run;
  let count = 0;
  playScript(run, (play) => {
    const rig: Rig = Object.assign(Object.create(play) as Play, {
      run,
      change: (recipe: (rack: Rack) => void) => simulation.apply(recipe),
      send: <T, E>(to: string, endpoint: string, request: object) => {
        const reply: Reply<T, E> = {};
        const body = function* () {
          reply.outcome = yield* call<T, E>(to, endpoint, request);
        };
        simulation.spawn('tester', `tester ${++count}`, body);
        return reply;
      },
    });
    script(rig);
  });
}

/** Runs a script for what it finds out, as it is then: what the drain changes afterwards does not show. */
export function seen<T>(parts: Partial<Scenario>, look: (rig: Rig) => T, design = 'oct-2024'): T {
  let found: { readonly value: T } | undefined;
  runScript(
    parts,
    (rig) => {
      found = { value: structuredClone(look(rig)) };
    },
    design,
  );
  if (found === undefined) throw new Error('the script did not end');
  return found.value;
}

/** What the clients were told, in the order in which they asked. */
export function answersIn({ truth }: Rack): (Answer | undefined)[] {
  return Object.keys(truth.operations).map((name) => truth.answers[name]);
}
