// `npm run proofs:two DESIGN`: what any two requests break under a design, alone and with one fault of each kind,
// within one delay (sim/search/prove/delays.ts). The table is printed, and takes the place of the one that
// scenarios/README.md has of this design, if it has one.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Argument, Command, Option } from 'commander';
import { states } from '../../sim/cli/options.ts';
import { DESIGNS } from '../../sim/rack/designs/designs.ts';
import type { OperationKind } from '../../sim/rack/hardware/truth.ts';
import type { InitialInstance } from '../../sim/rack/rack.ts';
import type { FaultKind, Scenario } from '../../sim/rack/scenario.ts';
import { togglesOf } from '../rack/make.ts';
import { brokenBy, FAULT_DELAYS, KINDS, Near, withFault } from './near.ts';
import { tableOf, withTable } from './table.ts';

const README = fileURLToPath(new URL('../../scenarios/README.md', import.meta.url));

/** What is asked of an instance that is in a state when the clients come. */
const REQUESTS: Readonly<Partial<Record<InitialInstance['state'], readonly OperationKind[]>>> = {
  running: ['stop', 'reboot', 'migrate', 'delete', 'start', 'force-terminate'],
  stopped: ['start', 'stop', 'delete', 'force-terminate'],
  absent: ['create', 'start', 'stop', 'delete', 'force-terminate'],
};

const command = new Command('proofs:two')
  .addArgument(new Argument('<design>').choices(DESIGNS.map(({ name }) => name)))
  .addOption(new Option('--max-states <n>', 'give up at so many states').argParser(states).default(1_000_000))
  .parse();
const [design = ''] = command.args;
const { maxStates } = command.opts<{ readonly maxStates: number }>();
const toggles = togglesOf(design);
const near = new Near(toggles, maxStates);

/** Every pair, the first of them at one Nexus and the second at the other. */
function pairs(): readonly Scenario[] {
  return Object.entries(REQUESTS).flatMap(([state, kinds]) => {
    const asked = kinds.filter((kind) => kind !== 'force-terminate' || toggles['terminate.api'] === 'present');
    return asked.flatMap((one, at) =>
      asked.slice(at).map((other): Scenario => {
        return {
          name: `${state}: ${one}, ${other}`,
          title: '',
          story: '',
          shape: {
            instances: [{ id: 'instance-1', autoRestartPolicy: null, state: state as InitialInstance['state'] }],
          },
          operations: [
            { name: `${one} A`, kind: one },
            { name: `${other} B`, kind: other, nexus: 'nexus-2' },
          ],
          expected: {},
        };
      }),
    );
  });
}

function tried(scenario: Scenario, kind?: FaultKind) {
  const proof = near.within(kind === undefined ? scenario : withFault(scenario, kind), FAULT_DELAYS, true);
  const broken = [...brokenBy(proof)].sort();
  const { isComplete, states: count } = proof;
  process.stderr.write(`${scenario.name}, ${kind ?? 'no fault'}: ${broken.join(', ') || '-'}, ${count} states\n`);
  return { broken, isComplete };
}

function rowOf(scenario: Scenario): readonly string[] {
  const alone = tried(scenario);
  const more = new Map<string, FaultKind[]>();
  const open: string[] = alone.isComplete ? [] : ['no fault'];
  for (const kind of KINDS) {
    const { broken, isComplete } = tried(scenario, kind);
    if (!isComplete) open.push(kind);
    const others = broken.filter((invariant) => !alone.broken.includes(invariant)).join(', ');
    if (others !== '') more.set(others, [...(more.get(others) ?? []), kind]);
  }
  const withFaults = [...more].map(([invariants, kinds]) => `${kinds.join(', ')}: ${invariants}`);
  return [scenario.name, alone.broken.join(', ') || '-', withFaults.join('; ') || '-', open.join(', ') || '-'];
}

const table = [
  `What any two requests break under \`${design}\`, by themselves and, besides, with one fault of a kind, within`,
  `${FAULT_DELAYS} delay; and what had more than ${maxStates} states, so that only what was looked at until then has`,
  'held. The first request is made at one Nexus, the second at the other.',
  '',
  tableOf(['instance: requests', 'breaks', 'with a fault, too', 'not all was looked at'], pairs().map(rowOf)),
].join('\n');

const name = `two requests under ${design}`;
const readme = readFileSync(README, 'utf8');
if (readme.includes(`<!-- ${name}:`)) {
  writeFileSync(README, withTable(readme, name, `proofs:two ${design}`, table));
}
process.stdout.write(`${table}\n`);
