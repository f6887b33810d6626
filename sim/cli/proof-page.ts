// The pictures of a proof as a page.

import { join } from 'node:path';
import type { Met, ProofFind, ProofView } from '../../reports/search/proof/view.ts';
import { proofReport } from '../../reports/search/report.ts';
import { TIME_FAULTS } from '../kernel/faults.ts';
import { allowedActions, faultAction } from '../search/action.ts';
import { factsOf, type ProofReport, scopeOf } from './prove-report.ts';
import { linkBetween, OUT, writeWhole } from './save.ts';

const PROOF_PAGE = join(OUT, 'prove.html');

/** Writes the page; answers its path. */
export function writeProofPage(reports: readonly ProofReport[], command: string): string {
  writeWhole(PROOF_PAGE, proofReport({ proofs: reports.map(viewOf), command }));
  return PROOF_PAGE;
}

function viewOf(report: ProofReport): ProofView {
  const { selection, proof, verdict } = report;
  const { scenario, design, story } = selection;
  const { states, isComplete, delaysMax, course } = proof;
  // What only comes late is nothing that could be tried where time stands still.
  const late = TIME_FAULTS.map(faultAction);
  const allowed = allowedActions(story).filter((name) => !late.includes(name));
  return {
    scenario,
    title: story.title,
    design,
    scope: scopeOf(report),
    verdict,
    facts: factsOf(report),
    states,
    isComplete,
    delaysMax,
    levels: course.levels,
    marks: metOf(story.marks ?? [], course.marks, (depth) => ({ depth })),
    actions: metOf(allowed, course.actions, (taken) => taken),
    finds: findsOf(report),
  };
}

/** What was met, and what was to be met and was not. */
function metOf<T>(
  wanted: readonly string[],
  met: Readonly<Record<string, T>>,
  toldOf: (one: T) => Omit<Met, 'name'>,
): Met[] {
  const missing = [...new Set(wanted)].filter((name) => !Object.hasOwn(met, name));
  return [
    ...missing.map((name) => ({ name, depth: null })),
    ...Object.entries(met).map(([name, one]) => ({ name, ...toldOf(one) })),
  ];
}

function findsOf({ proof, saved }: ProofReport): ProofFind[] {
  return proof.counterexamples.map(({ invariant, isSoft, message, depth, isShortest, isAtRest }) => {
    const { schedule, report = null } =
      saved.find(({ counterexample }) => counterexample.invariant === invariant) ?? {};
    return {
      invariant,
      isSoft,
      message: schedule?.violation?.message ?? message,
      depth,
      isShortest,
      isAtRest,
      href: report === null ? null : linkBetween(PROOF_PAGE, report),
    };
  });
}
