// `rack list`: what there is, one line each.

import { SCENARIOS } from '../../scenarios/index.ts';
import { DESIGNS } from '../rack/designs/designs.ts';
import { TOGGLES } from '../rack/designs/toggles.ts';
import { INVARIANTS } from '../rack/invariants/index.ts';
import { STRATEGIES } from '../search/portfolio.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { unknownName } from './nearest.ts';
import { FAULTS } from './scenario-shape.ts';
import { printJson, type Terminal } from './terminal.ts';

interface Entry {
  readonly name: string;
  readonly what: string;
}

const LISTS: Readonly<Record<string, () => readonly Entry[]>> = {
  scenarios: () => SCENARIOS.map(({ name, title }) => ({ name, what: title })),
  designs: () => DESIGNS.map(({ name, what, toggles }) => ({ name, what, toggles })),
  toggles: () =>
    TOGGLES.map(({ name, values, what, source }) => ({ name, what: `${values.join(' | ')}: ${what}`, values, source })),
  invariants: () =>
    INVARIANTS.map(({ name, property, cites, isSoft = false }) => ({
      name,
      what: isSoft ? `(soft) ${property}` : property,
      cites,
      isSoft,
    })),
  strategies: () => Object.entries(STRATEGIES).map(([name, what]) => ({ name, what })),
  faults: () => Object.entries(FAULTS).map(([name, what]) => ({ name, what })),
};

export function listVerb(terminal: Terminal, sort: string | undefined, options: { readonly json?: true }): ExitCode {
  const sorts = sort === undefined ? Object.keys(LISTS) : [sort];
  const lists = sorts.map((each) => [each, entriesOf(each)] as const);
  if (options.json) {
    printJson(terminal, Object.fromEntries(lists));
    return EXIT.holds;
  }
  for (const [index, [name, entries]] of lists.entries()) {
    if (index > 0) terminal.print('');
    if (lists.length > 1) terminal.print(terminal.paint.bold(name));
    const width = Math.max(...entries.map((entry) => entry.name.length));
    for (const entry of entries) terminal.print(`${entry.name.padEnd(width)}  ${entry.what}`);
  }
  return EXIT.holds;
}

function entriesOf(sort: string): readonly Entry[] {
  return (Object.hasOwn(LISTS, sort) ? LISTS[sort] : undefined)?.() ?? unknownName('list', sort, Object.keys(LISTS));
}
