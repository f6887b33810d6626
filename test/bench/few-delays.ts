// `npm run proofs:near`: how far the recommended design is known to hold where no proof comes to an end: within few
// delays (sim/search/prove/delays.ts), from a choice of its script on, and with less in it; and under one fault more
// than its scenarios have. The tables are written into scenarios/README.md.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SCENARIOS } from '../../scenarios/index.ts';
import { askedProof } from '../../sim/cli/asked-proof.ts';
import { scopeOf } from '../../sim/cli/prove-report.ts';
import { type Budgets, OWN_BUDGETS } from '../../sim/rack/budgets.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { togglesOf } from '../rack/make.ts';
import { askedRows } from './asked.ts';
import { brokenBy, FAULT_DELAYS, Near } from './near.ts';
import { proofOf, sameAs, scenarioOf, spaceOf } from './proof.ts';
import { rowsIn, tableOf, withTable } from './table.ts';

const README = fileURLToPath(new URL('../../scenarios/README.md', import.meta.url));
/** More than these is no longer few. */
const DELAYS_MAX = 4;

/** One of each space that no proof has come to the end of. */
const LARGE = [
  'seed/terminate-migrating-copying',
  'seed/terminate-forgotten-migrating',
  'seed/honest-answer-half',
  'seed/undo-unreachable',
];

/**
 * A part of a scenario that is not proved as a whole, too large or broken elsewhere: what may come after a choice of
 * the script, named by words of it, or with less in it.
 */
interface Part {
  readonly name: string;
  readonly after?: string;
  readonly less?: Partial<Budgets>;
}

const PARTS: readonly Part[] = [
  { name: 'seed/terminate-hung-reboot', after: 'client: terminate B' },
  { name: 'seed/terminate-migrating-copying', less: { without: ['migrate A'] } },
  { name: 'seed/terminate-migrating-copying', less: { without: ['terminate B'] } },
  { name: 'seed/terminate-migrating-unrecorded', after: 'client: terminate B' },
  { name: 'seed/terminate-forgotten-migrating', after: 'client: terminate B' },
  { name: 'seed/terminate-forgotten-migrating', less: { without: ['migrate A'] } },
  { name: 'seed/honest-answer-half', after: 'drop-request' },
  { name: 'seed/honest-answer-half', less: { without: ['migrate A'] } },
  { name: 'seed/undo-unreachable', after: 'drop-request' },
  { name: 'seed/undo-unreachable', less: { without: ['start B'] } },
  { name: 'seed/undo-unreachable', less: { faults: 0 } },
];

/** The scenarios of the review without faults of their own, one of each space. */
function calm(): readonly Scenario[] {
  const known = new Set<string>();
  return SCENARIOS.filter((scenario) => {
    const isOne = scenario.name.startsWith('seed/') && scenario.workload === undefined && !scenario.faults;
    const space = spaceOf(scenario);
    return isOne && !known.has(space) && known.add(space);
  });
}

const names = [...new Set([...LARGE, ...PARTS.map(({ name }) => name), ...calm().map(({ name }) => name)])];
const { wanted, maxStates } = askedRows('proofs:near', names, 4_000_000);
const design = 'recommended';
const near = new Near(togglesOf(design), maxStates);

const HEAD = ['scenarios', 'delays', 'states', 'verdict'];
const PARTS_HEAD = ['part of a scenario', 'states', 'verdict'];
const FAULTS_HEAD = ['scenario', 'nothing breaks', 'nothing without delays', 'breaks'];
const before = readFileSync(README, 'utf8');
/** The rows as they stand in the README. */
const made = rowsIn(before, HEAD);
const madeOfParts = rowsIn(before, PARTS_HEAD);
const madeOfFaults = rowsIn(before, FAULTS_HEAD);

function rowOf(name: string): readonly string[] {
  const scenario = scenarioOf(name);
  const scenarios = sameAs(scenario);
  const row = made.get(scenarios);
  if (row !== undefined && !wanted.includes(name)) return row;
  const proof = near.farthest(scenario, DELAYS_MAX);
  if (proof === undefined) return [scenarios, '-', '-', 'too many without any delay'];
  const { delaysMax, states: count, depth, outcome } = proof;
  return [
    scenarios,
    String(delaysMax),
    String(count),
    outcome === 'held' ? `held, depth ${depth}` : brokenBy(proof).join(', '),
  ];
}

async function partRowOf({ name, after, less }: Part): Promise<readonly string[]> {
  const budgets = { ...OWN_BUDGETS, ...less };
  const terms = { design, isDesignGiven: true, set: {}, budgets, invariants: INVARIANTS, after };
  const { selection, prefix } = await askedProof(name, terms);
  const part = [`\`${name}\`${scopeOf({ selection, prefix })}`, ...(prefix?.slice(-1) ?? [])].join(', ');
  const row = madeOfParts.get(part);
  if (row !== undefined && !wanted.includes(name)) return row;
  const { story: scenario, toggles } = selection;
  const proof = proofOf({ scenario, toggles, invariants: INVARIANTS, prefix }, maxStates);
  const verdict = proof.outcome === 'proved' ? '**proved**' : proof.outcome;
  return [part, String(proof.states), verdict];
}

/** Nothing of a scenario that is too large as it is. */
function faultRowsOf(scenario: Scenario): (readonly string[])[] {
  if (!wanted.includes(scenario.name)) {
    const row = madeOfFaults.get(`\`${scenario.name}\``);
    return row === undefined ? [] : [row];
  }
  return near.farthest(scenario, 0) === undefined ? [] : [near.faultRowOf(scenario)];
}

const table = [
  'What no proof has come to the end of under the recommended design: with how many delays every schedule was',
  `looked at, up to ${maxStates} states. One row:`,
  '`npm run -s rack -- prove seed/undo-unreachable --design recommended --delays 1`.',
  '',
  tableOf(HEAD, LARGE.map(rowOf)),
  '',
  'Parts that are proved of these, and of one that breaks as a whole (`seed/terminate-hung-reboot`): all that may come',
  'after a choice of the script, and with less in it:',
  '`npm run -s rack -- prove seed/undo-unreachable --design recommended --after drop-request`,',
  "`npm run -s rack -- prove seed/undo-unreachable --design recommended --without 'start B'`.",
  '',
  tableOf(PARTS_HEAD, await Promise.all(PARTS.map(partRowOf))),
  '',
  `The seed scenarios under the recommended design with one fault more, of each kind, within ${FAULT_DELAYS}`,
  'delay: the first invariants that break, which are the limits named below; what is in no column was too much to be',
  'looked at even without a delay.',
  '',
  tableOf(FAULTS_HEAD, calm().flatMap(faultRowsOf)),
].join('\n');

writeFileSync(README, withTable(before, 'few delays', 'proofs:near', table));
process.stdout.write(`${table}\n`);
