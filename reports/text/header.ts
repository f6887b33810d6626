// What was run: the scenario, the design in full, the rack, and how the choices were made.

import { DESIGNS } from '../../sim/rack/designs/designs.ts';
import { TOGGLES } from '../../sim/rack/designs/toggles.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { type Paint, wrap } from './paint.ts';
import { showTime } from './words.ts';

export function headerLines(run: RecordedRun, paint: Paint): string[] {
  const { scenario, design } = run;
  return [
    paint.bold(`${scenario.name} under ${design}`),
    scenario.title,
    '',
    ...wrap(scenario.story, '  '),
    '',
    ...designLines(run, paint),
    '',
    ...rackLines(run),
    ...entry('run', runLine(run)),
  ];
}

/** Every toggle, so that no run is ambiguous; a star where it differs from the oldest design. */
function designLines({ design: chosen, config }: RecordedRun, paint: Paint): string[] {
  const [baseline] = DESIGNS;
  const what = DESIGNS.find(({ name }) => name === chosen)?.what;
  const width = Math.max(...TOGGLES.map(({ name }) => name.length));
  return [
    `design   ${chosen}${what ? `: ${what}` : ''}`,
    `         * differs from ${baseline?.name}`,
    ...TOGGLES.map(({ name }) => {
      const value = config.toggles[name];
      const usual = baseline?.toggles[name];
      const line = `${name.padEnd(width)} = ${value}`;
      return value === usual ? `           ${line}` : paint.bold(`         * ${line} (${baseline?.name}: ${usual})`);
    }),
  ];
}

function rackLines({ config, scenario }: RecordedRun): string[] {
  const instances = config.instances.map(
    ({ id, state, autoRestartPolicy }) => `${id} ${state} (auto-restart ${autoRestartPolicy ?? 'by default'})`,
  );
  const sleds = `${config.sleds.join(', ')} of ${config.sledCpus} CPUs`;
  const lines = [`rack     ${config.nexuses.join(', ')}; ${sleds}; ${instances.join(', ')}`];
  if (config.disabledTasks.length > 0) lines.push(`         without the tasks ${config.disabledTasks.join(', ')}`);
  if (scenario.workload) {
    const { max, kinds } = scenario.workload;
    lines.push(...entry('requests', `any ${max} of ${kinds.join(', ')}`));
  }
  if (scenario.faults) {
    const { max, kinds } = scenario.faults;
    lines.push(...entry('faults', `at most ${max} of ${kinds.join(', ')}`));
  }
  return lines;
}

/** `what     text`, on as many lines as it takes. */
export function entry(what: string, text: string): string[] {
  const [first = '', ...others] = wrap(text, ' '.repeat(9));
  return [what.padEnd(9) + first.trimStart(), ...others];
}

function runLine({ course, records, choices, digest }: RecordedRun): string {
  const drained = records.length - choices;
  const end = records[records.length - 1]?.now ?? 0;
  const steps = `${choices} choices, then ${drained} steps of drain`;
  return `${course}; ${steps}; ${showTime(end)} of virtual time; digest ${digest}`;
}
