// Pieces of GitHub's Markdown. Whatever comes from a run is shown as it is, and none of it is markup.

/** A text in a line: every character that could mean something is written as an entity. */
export function plain(text: string): string {
  return oneLine(text).replace(/[^\p{L}\p{N} .,()'/-]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** Lines as they are, in a fence that none of them can close. */
export function fenced(lines: readonly string[], language = 'text'): string[] {
  const text = lines.flatMap((line) => line.split(/\r\n|[\r\n]/));
  const longest = Math.max(2, ...text.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...text, fence];
}

/** A row of a table, of cells that are Markdown already. */
function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A table; the first column is text, the others are as `align` says. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: ':---' | '---:' | ':---:' = '---:',
): string[] {
  return [row(head), row(head.map((_, index) => (index === 0 ? ':---' : align))), ...rows.map(row)];
}

export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
