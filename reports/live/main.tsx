// The page of one run: makes the run again from what is embedded, and shows it.

import { scenarios } from 'virtual:scenarios';
import { render } from 'preact';
import type { EmbeddedRun } from '../html/embedded.ts';
import { App } from '../html/page/app.tsx';
import '../html/page/styles.ts';
import { reenact } from './reenact.ts';
import { makeWhatIf } from './what-if.ts';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as EmbeddedRun;
const page = document.getElementById('page') as HTMLElement;
const { run, subject, verify } = reenact(data, scenarios);
render(<App run={run} whatIf={makeWhatIf(subject)} verify={verify} />, page);
