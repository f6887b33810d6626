// A run as a Mermaid sequence diagram, which GitHub draws where it stands in a ```mermaid block.
// It tells what the text tells: bookkeeping is left out, and so are steps of the drain that changed nothing.
//
// Source of the syntax: https://mermaid.js.org/syntax/sequenceDiagram.html. Mermaid refuses a text of more than 50,000
// characters (`maxTextSize`), and GitHub does not let a document raise that.

import { initialRack } from '../../sim/rack/hardware/initial.ts';
import { messageOf } from '../messages.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { bookkeepingOf } from '../text/bookkeeping.ts';
import { type ToldStep, withChanges } from '../text/changes.ts';
import { tellFully } from '../text/telling.ts';
import { actorOf } from '../text/words.ts';

const TEXT_MAX = 50_000;
/** Longer texts make a picture that nobody can read. */
const WORDS_MAX = 160;
const VIOLATION_MAX = 400;
const DATABASE = 'database';

/** The diagram. Of a run that is too long for one, it has the last part, and says how much is missing. */
export function mermaidDiagram(run: RecordedRun): string {
  const told = toldSteps(run);
  const scenes = told.map((step) => ({ step, arrow: arrowOf(step, run) }));
  const lanes = lanesOf(scenes.flatMap(({ arrow }) => [arrow.from, arrow.to]));
  const blocks = scenes.map(({ step, arrow }) => blockOf(step, arrow, lanes, run));
  const head = [
    'sequenceDiagram',
    `  title: ${escaped(`${run.scenario.name} under ${run.design}: ${run.verdict}. ${run.scenario.title}`)}`,
    ...lanes.map((name, index) => `  participant p${index} as ${escaped(name)}`),
  ];
  const first = firstThatFits(blocks, TEXT_MAX - sizeOf(head) - 100);
  const missing = first === 0 ? [] : [`  Note over p0: ${first} steps before this one are left out`];
  return `${[...head, ...missing, ...blocks.slice(first).flat()].join('\n')}\n`;
}

/** From which block on there is room for all. */
function firstThatFits(blocks: readonly (readonly string[])[], room: number): number {
  let first = blocks.length;
  for (let size = 0; first > 0; first--) {
    size += sizeOf(blocks[first - 1] ?? []);
    if (size > room) break;
  }
  return first;
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

/** The steps that the text tells, and the requests of the answers that it tells: an arrow back needs one forth. */
function toldSteps(run: RecordedRun): readonly ToldStep[] {
  const steps = withChanges(run.records, initialRack(run.config));
  const broken = new Set(run.violations.map(({ step }) => step));
  const isTold = (step: ToldStep, index: number) =>
    broken.has(index + 1) || (index < run.choices ? bookkeepingOf(step) === undefined : step.changes.length > 0);
  const told = new Set(steps.filter(isTold));
  const requests = new Map<string, ToldStep>();
  for (const step of steps) {
    const { kind, label } = step.record;
    if (kind === 'request') requests.set(label.replace(/ request( \(\d+\))?$/, ''), step);
    const request = kind === 'reply' && told.has(step) ? requests.get(label.replace(/ reply$/, '')) : undefined;
    if (request) told.add(request);
  }
  return steps.filter((step) => told.has(step));
}

/** How a step is drawn: an arrow between two lanes, an arrow back to its own, or, without a `line`, a note. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly line: '->>' | '-->>' | '-x' | null;
  readonly text: string;
}

function arrowOf(step: ToldStep, run: RecordedRun): Arrow {
  const { record } = step;
  const { who, what, told: details, mark } = tellFully(step);
  const message = messageOf(record, run.records);
  const lane = record.process || 'network';
  const told = [what, ...details].join(': ');
  const text = who === lane || who === 'client' ? told : `${who.replace(`${lane} `, '')}: ${told}`;
  if (message) {
    const { from, to, isLost, kind } = message;
    if (isLost) return { from, to, line: '-x', text: told };
    if (kind === 'reply') return { from, to, line: '-->>', text };
    const caller = actorOf(record.label).replace(`${from} `, '');
    return { from, to, line: '->>', text: `${caller}: ${message.what.replace(`${to} `, '')}` };
  }
  if (record.kind !== 'step') return { from: lane, to: lane, line: null, text };
  // Every step of a task of Nexus is a statement of the database.
  const to = lane.startsWith('nexus-') ? DATABASE : lane;
  return { from: lane, to, line: mark === 'x' ? '-x' : '->>', text };
}

/** The lanes that are used: clients, Nexuses, the database, sleds, Propolises, in this order. */
function lanesOf(used: readonly string[]): readonly string[] {
  const rankOf = (lane: string) =>
    ['client', 'nexus-', DATABASE, 'sled-', 'propolis ', ''].findIndex((prefix) => lane.startsWith(prefix));
  const lanes = [...new Set(used)].sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  return lanes.length > 0 ? lanes : ['client'];
}

function blockOf(step: ToldStep, arrow: Arrow, lanes: readonly string[], run: RecordedRun): string[] {
  const { record } = step;
  const { from, to, line } = arrow;
  const idOf = (lane: string) => `p${lanes.indexOf(lane)}`;
  const note = (lane: string, words: string) => `  Note over ${idOf(lane)}: ${escaped(words)}`;
  const words = `${record.index} ${arrow.text}`;
  const broken = run.violations.filter(({ step }) => step === record.index);
  return [
    line === null ? note(from, words) : `  ${idOf(from)}${line}${idOf(to)}: ${escaped(words)}`,
    ...tellFully(step).below.map((change) => note(to, change.text)),
    ...broken.map(({ invariant, isSoft, message }) => {
      const text = `${isSoft ? 'SOFT' : 'VIOLATED'} ${invariant}: ${message}`;
      return `  Note over p0,p${lanes.length - 1}: ${escaped(text, VIOLATION_MAX)}`;
    }),
  ];
}

/**
 * A text as it can stand in a line of the diagram. `;` and `#` end a statement or begin an entity, `%%` a comment, and
 * what could be markup is shown and not obeyed.
 */
function escaped(text: string, lengthMax = WORDS_MAX): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const cut = line.length > lengthMax ? `${line.slice(0, lengthMax - 1)}…` : line;
  return cut.replace(/[#;<>&%$"`\\{}]/g, (character) => `#${character.codePointAt(0)};`);
}
