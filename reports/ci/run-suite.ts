// A recorded run as a suite: a case for each invariant.

import { initialRack } from '../../sim/rack/hardware/initial.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import { mermaidDiagram } from '../mermaid/mermaid.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { withChanges } from '../text/changes.ts';
import { makePaint } from '../text/paint.ts';
import { violationLines } from '../text/violations.ts';
import { fenced } from './markdown.ts';
import type { Case, Suite } from './suites.ts';

export function suiteOfRun(run: RecordedRun): Suite {
  const { scenario, design, origin, violations } = run;
  const settings = Object.entries(origin.set).map(([toggle, value]) => `${toggle}=${value}`);
  const found = new Map(violations.map((violation) => [violation.invariant, violation]));
  const names = [...new Set([...INVARIANTS.map(({ name }) => name), ...found.keys()])];
  return {
    name: [`${scenario.name} under ${design}`, ...settings, run.course].join(', '),
    cases: names.map((name): Case => {
      const violation = found.get(name);
      if (violation === undefined) return { name, status: 'passed', message: 'held in this run' };
      const { isSoft, message } = violation;
      if (isSoft) return { name, status: 'passed', message: `soft: ${message}` };
      return { name, status: 'failed', message, details: detailsOf({ ...run, violations: [violation] }) };
    }),
    ...(origin.file === null ? {} : { file: origin.scenario }),
  };
}

function detailsOf(run: RecordedRun): string[] {
  const steps = withChanges(run.records, initialRack(run.config));
  return [...violationLines(run, steps, makePaint(false)), run.command];
}

/** The run as a picture, for a page of GitHub's. */
export function diagramOfRun(run: RecordedRun): string[] {
  return [
    `<details><summary>Sequence diagram</summary>`,
    '',
    ...fenced([mermaidDiagram(run).trimEnd()], 'mermaid'),
    '',
    '</details>',
    '',
  ];
}
