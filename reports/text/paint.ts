// Colours, where there is a terminal to show them.

import pc from 'picocolors';

export type Paint = ReturnType<typeof pc.createColors>;

export function makePaint(isColoured: boolean): Paint {
  return pc.createColors(isColoured);
}

/** Breaks a text into lines of at most `width` columns, each with the indent. */
export function wrap(text: string, indent: string, width = 110): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, indent + line];
}
