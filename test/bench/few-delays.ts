// `npm run proofs:near`: how far the recommended design is known to hold where no proof comes to an end, and under one
// fault more than its scenarios have: within few delays (sim/search/prove/delays.ts). The tables are written into
// scenarios/README.md.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SCENARIOS } from '../../scenarios/index.ts';
import { FAULTS } from '../../sim/cli/scenario-shape.ts';
import { TIME_FAULTS } from '../../sim/kernel/faults.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { FaultKind, Scenario } from '../../sim/rack/scenario.ts';
import { type Proof, prove } from '../../sim/search/prove/prove.ts';
import { togglesOf } from '../rack/make.ts';
import { askedRows } from './asked.ts';
import { sameAs, scenarioOf, spaceOf } from './proof.ts';
import { rowsIn, tableOf, withTable } from './table.ts';

const README = fileURLToPath(new URL('../../scenarios/README.md', import.meta.url));
const toggles = togglesOf('recommended');
/** More than these is no longer few. */
const DELAYS_MAX = 4;
/** The delays with which a fault is tried. */
const FAULT_DELAYS = 1;

/** One of each space that no proof has come to the end of. */
const LARGE = [
  'seed/terminate-migrating-copying',
  'seed/terminate-forgotten-migrating',
  'seed/honest-answer-half',
  'seed/undo-unreachable',
];

const kinds = (Object.keys(FAULTS) as FaultKind[]).filter((kind) => !TIME_FAULTS.includes(kind));

/** The scenarios of the review without faults of their own, one of each space. */
function calm(): readonly Scenario[] {
  const known = new Set<string>();
  return SCENARIOS.filter((scenario) => {
    const isOne = scenario.name.startsWith('seed/') && scenario.workload === undefined && !scenario.faults;
    const space = spaceOf(scenario);
    return isOne && !known.has(space) && known.add(space);
  });
}

const names = [...new Set([...LARGE, ...calm().map(({ name }) => name)])];
const { wanted, maxStates } = askedRows('proofs:near', names, 2_000_000);

const HEAD = ['scenarios', 'delays', 'states', 'verdict'];
const FAULTS_HEAD = ['scenario', 'nothing breaks', 'nothing without delays', 'breaks'];
const before = readFileSync(README, 'utf8');
/** The rows as they stand in the README. */
const [made, madeOfFaults] = [rowsIn(before, HEAD), rowsIn(before, FAULTS_HEAD)];

function within(scenario: Scenario, delaysMax: number): Proof {
  const options = { statesMax: maxStates, isReduced: false, delaysMax, isKeepingGoing: false };
  return prove({ scenario, toggles, invariants: INVARIANTS }, options);
}

/** With as many delays as are not too many; nothing if even none are. */
function farthest(scenario: Scenario, most: number): Proof | undefined {
  let last: Proof | undefined;
  for (let delays = 0; delays <= most; delays++) {
    const proof = within(scenario, delays);
    process.stderr.write(`${scenario.name}: ${proof.outcome} within ${delays}, ${proof.states} states\n`);
    if (proof.outcome === 'gave up') return last;
    last = proof;
    if (proof.outcome === 'violated') return last;
  }
  return last;
}

function brokenBy({ counterexamples }: Proof): string {
  return counterexamples.flatMap(({ invariant, isSoft }) => (isSoft ? [] : [invariant])).join(', ');
}

function rowOf(name: string): readonly string[] {
  const scenario = scenarioOf(name);
  const scenarios = sameAs(scenario);
  const row = made.get(scenarios);
  if (row !== undefined && !wanted.includes(name)) return row;
  const proof = farthest(scenario, DELAYS_MAX);
  if (proof === undefined) return [scenarios, '-', '-', 'too many without any delay'];
  const { delaysMax, states: count, depth, outcome } = proof;
  return [scenarios, String(delaysMax), String(count), outcome === 'held' ? `held, depth ${depth}` : brokenBy(proof)];
}

/** Nothing of a scenario that is too large as it is. */
function faultRowsOf(scenario: Scenario): (readonly string[])[] {
  if (!wanted.includes(scenario.name)) {
    const row = madeOfFaults.get(`\`${scenario.name}\``);
    return row === undefined ? [] : [row];
  }
  if (farthest(scenario, 0) === undefined) return [];
  const held: string[] = [];
  const less: string[] = [];
  const broken: string[] = [];
  for (const kind of kinds) {
    const proof = farthest({ ...scenario, marks: [], faults: { kinds: [kind], max: 1 } }, FAULT_DELAYS);
    if (proof === undefined) continue;
    if (proof.outcome === 'violated') broken.push(`${kind}: ${brokenBy(proof)}`);
    else (proof.delaysMax === FAULT_DELAYS ? held : less).push(kind);
  }
  const quiet = held.length === kinds.length ? 'all' : held.join(', ') || '-';
  return [[`\`${scenario.name}\``, quiet, less.join(', ') || '-', broken.join('; ') || '-']];
}

const table = [
  'What no proof has come to the end of under the recommended design: with how many delays every schedule was',
  `looked at, up to ${maxStates} states. One row:`,
  '`npm run -s rack -- prove seed/undo-unreachable --design recommended --delays 1`.',
  '',
  tableOf(HEAD, LARGE.map(rowOf)),
  '',
  `The seed scenarios under the recommended design with one fault more, of each kind, within ${FAULT_DELAYS}`,
  'delay: the first invariants that break, which are the limits named below; what is in no column was too much to be',
  'looked at even without a delay.',
  '',
  tableOf(FAULTS_HEAD, calm().flatMap(faultRowsOf)),
].join('\n');

writeFileSync(README, withTable(before, 'few delays', 'proofs:near', table));
process.stdout.write(`${table}\n`);
