// `npm run proofs`: what exhaustive search says of each seed scenario under October 2024, the revisions of the
// draft and the recommended design. The table is written into scenarios/README.md.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SCENARIOS } from '../../scenarios/index.ts';
import { DESIGNS, type Design, MAIN_DESIGNS } from '../../sim/rack/designs/designs.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { Invariant } from '../../sim/rack/invariants/invariant.ts';
import type { Proof } from '../../sim/search/prove/prove.ts';
import type { Question } from '../../sim/search/prove/question.ts';
import { askedRows } from './asked.ts';
import { proofOf, spaceOf } from './proof.ts';
import { rowsIn, tableOf, withTable } from './table.ts';

const README = fileURLToPath(new URL('../../scenarios/README.md', import.meta.url));

const seed = SCENARIOS.filter(({ name }) => name.startsWith('seed/') || name.startsWith('holds/'));
const { wanted, maxStates } = askedRows(
  'proofs',
  seed.map(({ name }) => name),
  100_000,
);
/** Scenarios that differ in their scripts only are one and the same to a proof. */
const wantedSpaces = new Set(seed.filter(({ name }) => wanted.includes(name)).map(spaceOf));
const before = existsSync(README) ? readFileSync(README, 'utf8') : '# Scenarios\n';

function firstOf({ counterexamples }: Proof) {
  return counterexamples.find(({ isSoft }) => !isSoft);
}

function cellOf(proof: Proof): string {
  const { outcome, states: count, missingMarks, within } = proof;
  const first = firstOf(proof);
  if (first !== undefined) return `${first.invariant}, ${first.isShortest ? '' : 'at most '}${first.choices.length}`;
  if (outcome === 'gave up') return `nothing in ${count}${within === null ? '' : `, nor within ${within.delays}`}`;
  return missingMarks.length > 0 ? `vacuous, ${count}` : `**proved**, ${count}`;
}

/** Breaks first in nearly every cell, and hides what else there is: a second table goes without it. */
const LOUDEST = 'settled-answer';

const main = DESIGNS.filter(({ name }) => MAIN_DESIGNS.includes(name));
const others = main.slice(0, -1);

/** The last of them breaks nowhere near, and is looked at farther than the others. */
const FARTHER = 5;
/** Where one of the others neither breaks nor is proved, it is looked at once more. */
const AGAIN = 10;

/** A proof of a cell, farther where the first bound is too near for a verdict. */
function farProofOf(question: Question, isLast: boolean): Proof {
  if (isLast) return proofOf(question, FARTHER * maxStates);
  const proof = proofOf(question, maxStates);
  const hasVerdict = proof.outcome !== 'gave up' || firstOf(proof) !== undefined;
  return hasVerdict ? proof : proofOf(question, AGAIN * maxStates);
}

function tableFor(designs: readonly Design[], invariants: readonly Invariant[]): string {
  const head = ['scenario', ...designs.map(({ name }) => name)];
  const made = rowsIn(before, head);
  const known = new Map<string, string>();
  const rows = seed.map((scenario) => {
    const row = made.get(`\`${scenario.name}\``);
    const space = spaceOf(scenario);
    if (row !== undefined && !wantedSpaces.has(space)) return row;
    const cells = designs.map((design) => {
      const { name, toggles } = design;
      const isLast = !others.includes(design);
      const key = `${name} ${space}`;
      const cell = known.get(key) ?? cellOf(farProofOf({ scenario, toggles, invariants }, isLast));
      known.set(key, cell);
      process.stderr.write(`${scenario.name} under ${name}: ${cell}\n`);
      return cell;
    });
    return [`\`${scenario.name}\``, ...cells];
  });
  return tableOf(head, rows);
}

const table = [
  'Every schedule within the budgets of a scenario, whatever its script says: **proved**, with the number of states;',
  'or the first invariant that breaks, with the number of steps of a shortest schedule (*at most*, where a shorter one',
  `was too far to be ruled out); or *nothing in* so many states, where the search gave up, at ${AGAIN * maxStates} (in`,
  `the last column at ${FARTHER * maxStates}), *nor within* so many delays, with which every schedule was looked at.`,
  'One cell: `npm run -s rack -- prove seed/terminate-twice --design pr-6795/6`, and `--keep-going` for every',
  'invariant that breaks.',
  '',
  tableFor(main, INVARIANTS),
  '',
  `The same for all invariants but ${LOUDEST}, which breaks first in nearly every cell:`,
  '',
  tableFor(
    others,
    INVARIANTS.filter(({ name }) => name !== LOUDEST),
  ),
].join('\n');

writeFileSync(README, withTable(before, 'proofs', 'proofs', table));
process.stdout.write(`${table}\n`);
