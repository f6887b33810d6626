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

/** The toggles that differ from the oldest design, and how many do not, so that no run is ambiguous. */
function designLines({ design: chosen, config }: RecordedRun, paint: Paint): string[] {
  const [baseline] = DESIGNS;
  const what = DESIGNS.find(({ name }) => name === chosen)?.what;
  const changed = TOGGLES.map(({ name }) => name).filter((name) => config.toggles[name] !== baseline?.toggles[name]);
  const width = Math.max(...changed.map((name) => name.length));
  const lines = changed.map((name) =>
    paint.bold(
      `         ${name.padEnd(width)} = ${config.toggles[name]} (${baseline?.name}: ${baseline?.toggles[name]})`,
    ),
  );
  const count = TOGGLES.length - changed.length;
  const rest = count === TOGGLES.length ? `all ${count}` : `the other ${count}`;
  return [
    `design   ${chosen}${what ? `: ${what}` : ''}`,
    ...lines,
    `         ${rest} toggles as in ${baseline?.name} (\`rack list toggles\`)`,
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
