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
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
