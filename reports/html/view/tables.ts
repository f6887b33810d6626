// The state of the rack at a step, as tables: every row, queue and guest, and what the step changed in them.

import type { StepRecord } from '../../../sim/kernel/observers.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { databaseTables } from './database-tables.ts';
import { processTables } from './process-tables.ts';
import { type Cell, type Line, line, type Table } from './table.ts';
import { vmmTable } from './vmm-table.ts';

export interface ShownCell extends Cell {
  readonly isChanged: boolean;
}

export interface ShownTable extends Table {
  readonly lines: readonly { readonly key: string; readonly isNew: boolean; readonly cells: readonly ShownCell[] }[];
  /** Lines that the step took away. */
  readonly gone: readonly string[];
  readonly isChanged: boolean;
}

type Waiting = Pick<StepRecord, 'tasks' | 'calls'>;
const NOBODY: Waiting = { tasks: [], calls: [] };

/** The tables after a step, compared with those before it. Tables that are empty at both are left out. */
export function tablesAt(rack: Rack, before: Rack, waiting = NOBODY, waitingBefore = NOBODY): ShownTable[] {
  const was = new Map(allTables(before, waitingBefore).map((table) => [table.title, table]));
  return allTables(rack, waiting)
    .map((table) => compare(table, was.get(table.title)))
    .filter(({ lines, gone }) => lines.length + gone.length > 0);
}

function allTables(rack: Rack, waiting: Waiting): Table[] {
  return [...databaseTables(rack), vmmTable(rack), ...processTables(rack), ...waitingTables(waiting)];
}

function compare(table: Table, before: Table | undefined): ShownTable {
  const was = new Map(before?.lines.map(({ key, cells }) => [key, cells]));
  const lines = table.lines.map(({ key, cells }) => {
    const old = was.get(key);
    return {
      key,
      isNew: old === undefined,
      cells: cells.map((cell, at) => ({ ...cell, isChanged: old?.[at]?.text !== cell.text })),
    };
  });
  const keys = new Set(table.lines.map(({ key }) => key));
  const gone = [...was.keys()].filter((key) => !keys.has(key));
  const isChanged = gone.length > 0 || lines.some(({ cells }) => cells.some((cell) => cell.isChanged));
  return { ...table, lines, gone, isChanged };
}

function waitingTables({ tasks, calls }: Waiting): Table[] {
  return [
    {
      title: 'Messages and calls under way',
      columns: ['call', 'from', 'to', 'is'],
      lines: numbered(calls, ({ label, from, to, phase }) => [label, from, to, PHASES[phase] ?? phase]),
    },
    {
      title: 'Tasks',
      columns: ['task', 'waits for'],
      lines: numbered(tasks, ({ name, waitingFor }) => [name, waitingFor || 'nothing']),
    },
  ];
}

const PHASES: Readonly<Record<string, string>> = {
  request: 'on its way',
  served: 'being served',
  reply: 'answered; the reply is on its way',
};

/** Two calls can bear one label: a line is known by its first cell and how often that came before. */
function numbered<T>(items: readonly T[], cellsOf: (item: T) => readonly string[]): Line[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const cells = cellsOf(item);
    const [name = ''] = cells;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return line(count === 1 ? name : `${name} #${count}`, cells);
  });
}
