// The tables of README.md beside this file: each command writes its own and leaves the others alone.

/** The text with the table of a command between its marks; they are added at the end where they are missing. */
export function withTable(text: string, name: string, command: string, table: string): string {
  const begin = `<!-- ${name}: made by npm run ${command} -->`;
  const end = `<!-- end of ${name} -->`;
  const [before, rest] = text.split(begin, 2);
  const block = `${begin}\n${table}\n${end}`;
  if (rest === undefined) return `${text.trimEnd()}\n\n${block}\n`.trimStart();
  return `${before}${block}${rest.split(end, 2)[1] ?? '\n'}`;
}

/** A table in Markdown. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [lineOf(head), lineOf(head.map(() => '---')), ...rows.map(lineOf)].join('\n');
}

/** The rows of the table with that head, by their first cells; none where the text has no such table. */
export function rowsIn(text: string, head: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const rows = new Map<string, readonly string[]>();
  const lines = text.split('\n');
  const first = lines.indexOf(lineOf(head));
  for (let at = first + 2; first >= 0 && lines[at]?.startsWith('| '); at++) {
    const cells = (lines[at] as string).slice(2, -2).split(' | ');
    rows.set(cells[0] as string, cells);
  }
  return rows;
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
