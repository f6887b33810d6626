// The page of one run: a file to step through and fork, with the simulator in it.

import { type Bundle, bundle, htmlPage } from '../bundle.ts';
import type { RecordedRun, ScenarioFile } from '../recorded-run.ts';
import type { EmbeddedRun } from './embedded.ts';

const ENTRY = new URL('../live/main.tsx', import.meta.url);

/** As a format of `rack report`. Throws `BundleError`. */
export async function htmlReport(run: RecordedRun): Promise<string> {
  const { design, origin, records, choices, digest, course, command, causes = null } = run;
  const { file, ...rest } = origin;
  const labels = records.slice(0, choices).map(({ label }) => label);
  return viewerPage({ ...rest, design, choices: labels, digest, course, command, causes }, file);
}

/** `file` is the scenario's own, if it is not a bundled one: it becomes part of the page. Throws `BundleError`. */
export async function viewerPage(run: EmbeddedRun, file: ScenarioFile | null): Promise<string> {
  return htmlPage({
    title: `${run.scenario} under ${run.design}`,
    bundle: await (file === null ? bundledScenarios() : bundle(ENTRY, { 'virtual:scenarios': importOf(file) })),
    data: run,
    fallback: `This page steps through a run, and needs scripts for it. The same run:\n\n${run.command}`,
  });
}

let shared: Promise<Bundle> | undefined;

/** The same for every bundled scenario, so that it is made once. */
function bundledScenarios(): Promise<Bundle> {
  shared ??= bundle(ENTRY, { 'virtual:scenarios': "export { SCENARIOS as scenarios } from './scenarios/index.ts';" });
  return shared;
}

function importOf({ path, exportName }: ScenarioFile): string {
  const name = JSON.stringify(exportName);
  return `import { ${name} as scenario } from ${JSON.stringify(path)};\nexport const scenarios = [scenario];`;
}
