// Racks and runs for the tests of the rack.

import { DESIGNS } from '../../sim/rack/designs/designs.ts';
import type { Toggles } from '../../sim/rack/designs/toggles.ts';
import { initialRack } from '../../sim/rack/hardware/initial.ts';
import type { Rack, RackConfig } from '../../sim/rack/rack.ts';
import type { Play, Scenario } from '../../sim/rack/scenario.ts';
import { configOf, Run, type RunOptions } from '../../sim/search/run.ts';
import { playScript } from '../../sim/search/script.ts';

export function togglesOf(design: string): Toggles {
  const found = new Map(DESIGNS.map((known) => [known.name, known])).get(design);
  if (found === undefined) throw new Error(`no design ${design}`);
  return found.toggles;
}

/** A scenario for one test: one running instance unless told otherwise. */
export function scenario(parts: Partial<Scenario> = {}): Scenario {
  return { name: 'test/scenario', title: '', story: '', expected: {}, ...parts };
}

export function config(parts: Partial<Scenario> = {}, design = 'oct-2024'): RackConfig {
  return configOf(scenario(parts), togglesOf(design));
}

/** A quiet rack with one running instance, changed by `change`. */
export function rackWith(change: (rack: Rack) => void = () => {}): Rack {
  const rack = initialRack(config());
  change(rack);
  return rack;
}

/** Plays a script under a design and hands back the finished run. */
export function play(
  parts: Partial<Scenario>,
  script: (play: Play) => void,
  design = 'oct-2024',
  options: RunOptions = {},
): Run {
  const run = new Run(scenario({ ...parts, script }), togglesOf(design), options);
  playScript(run, script);
  return run;
}
