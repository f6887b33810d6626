// A table of the state, in words.

export interface Cell {
  readonly text: string;
  /** Why it does not fit with what is physically so. */
  readonly wrong?: string;
}

/** `key` finds a line again in the table of another step. */
export interface Line {
  readonly key: string;
  readonly cells: readonly Cell[];
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly lines: readonly Line[];
}

export function line(key: string, cells: readonly (string | Cell)[]): Line {
  return { key, cells: cells.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)) };
}
