// The repository's own files, as the tidy rules see them: as text, and with comments and strings blanked out.

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** One file of a tree of files. */
export interface Source {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** The text with comments and the contents of strings and regular expressions blanked; lines stay lines. */
  readonly code: string;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
}

export interface Import {
  /** A path from the root when relative, else the name of a package. */
  readonly from: string;
  readonly isRelative: boolean;
  /** As the exporting file calls them; `*` for the whole module. */
  readonly names: readonly string[];
}

export interface Export {
  readonly name: string;
  readonly isType: boolean;
}

/** What the root holds besides the repository's own files. */
const FOREIGN = new Set(['.git', 'node_modules', 'coverage', 'reports/out']);

const TEXT = /\.(tsx?|js|json|md|html|css|svg|yml|sh)$|(^|\/)(LICENSE|\.gitignore|run)$/;

/** Every file below `root`, in order of path; those that are not text are read as empty. */
export function readTree(root: string): Source[] {
  const below = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const path = posix.join(folder, entry.name);
        if (FOREIGN.has(path)) return [];
        if (entry.isDirectory()) return below(path);
        return [path];
      });
  return below('').map((path) => sourceOf(path, TEXT.test(path) ? readFileSync(join(root, path), 'utf8') : ''));
}

export function sourceOf(path: string, text: string): Source {
  if (!/\.tsx?$/.test(path)) return { path, text, code: '', imports: [], exports: [] };
  const { code, uncommented } = mask(text);
  return { path, text, code, imports: importsOf(path, uncommented), exports: exportsOf(code) };
}

const IMPORT = /^\s*(?:import|export)\s+(?:type\s+)?(\*(?:\s+as\s+\w+)?|\{[^}]*\}|\w+)\s+from\s+'([^']+)'/gm;
const BARE_IMPORT = /(?:^\s*import\s+|\bimport\(\s*)'([^']+)'/gm;

function importsOf(path: string, text: string): Import[] {
  const found = (specifier: string, names: string[]): Import => {
    const isRelative = specifier.startsWith('.');
    return { from: isRelative ? posix.join(posix.dirname(path), specifier) : specifier, isRelative, names };
  };
  return [
    ...[...text.matchAll(IMPORT)].map(([, clause = '', specifier = '']) => found(specifier, namesOf(clause))),
    ...[...text.matchAll(BARE_IMPORT)].map(([, specifier = '']) => found(specifier, ['*'])),
  ];
}

function namesOf(clause: string): string[] {
  if (clause.startsWith('*')) return ['*'];
  if (!clause.startsWith('{')) return ['default'];
  const items = clause.slice(1, -1).split(',');
  return items
    .map(
      (item) =>
        item
          .trim()
          .replace(/^type\s+/, '')
          .split(/\s+/)[0] ?? '',
    )
    .filter(Boolean);
}

const DECLARED =
  /^export\s+(?:declare\s+|abstract\s+|async\s+)*(const|let|function\*?|class|interface|type|enum)\s+(\w+)/gm;
const LISTED = /^export\s+(type\s+)?\{([^}]*)\}\s*(?:;|$)/gm;

function exportsOf(code: string): Export[] {
  const declared = [...code.matchAll(DECLARED)].map(([, keyword = '', name = '']) => ({
    name,
    isType: keyword === 'interface' || keyword === 'type',
  }));
  const listed = [...code.matchAll(LISTED)].flatMap(([, type, names = '']) =>
    namesOf(`{${names}}`).map((name) => ({ name, isType: type !== undefined })),
  );
  return [...declared, ...listed];
}

const REGEX_BEFORE = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|of|in))$/;

/** Blanks comments, and in `code` also what is inside strings, templates (not their `${}`) and regular expressions. */
export function mask(text: string): { code: string; uncommented: string } {
  const code = text.split('');
  const uncommented = text.split('');
  const blank = (target: string[], from: number, to: number) => {
    for (let i = from; i < to; i++) if (target[i] !== '\n') target[i] = ' ';
  };
  /** The index after what `pattern` matches from `from` on, or the end of the text. */
  const skip = (from: number, pattern: RegExp): number => {
    pattern.lastIndex = from;
    return pattern.exec(text) === null ? text.length : pattern.lastIndex;
  };
  /** Whether a slash at `index` begins a regular expression, going by the code before it. */
  const isRegex = (index: number): boolean => {
    // In JSX, `</` and `/>` are the ends of elements.
    if (text[index - 1] === '<' || text[index + 1] === '>') return false;
    let end = index;
    while (end > 0 && /\s/.test(code[end - 1] as string)) end--;
    return REGEX_BEFORE.test(code.slice(Math.max(0, end - 8), end).join(''));
  };

  /** Reads code up to the brace that closes it, or the end; returns the index after it. */
  const readCode = (from: number): number => {
    let depth = 0;
    for (let i = from; i < text.length; ) {
      const char = text[i] as string;
      const pair = text.slice(i, i + 2);
      let next = i + 1;
      if (pair === '//' || pair === '/*') {
        next = skip(i + 2, pair === '//' ? /(?=\n)/g : /\*\//g);
        blank(code, i, next);
        blank(uncommented, i, next);
      } else if (char === "'" || char === '"') {
        next = skip(i + 1, char === "'" ? /(?:[^'\\\n]|\\[\s\S])*'/y : /(?:[^"\\\n]|\\[\s\S])*"/y);
        blank(code, i + 1, next - 1);
      } else if (char === '`') {
        next = readTemplate(i + 1);
      } else if (char === '/' && isRegex(i)) {
        next = skip(i + 1, /(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])*\//y);
        blank(code, i + 1, next - 1);
      } else if (char === '}' && depth-- === 0) {
        return next;
      } else if (char === '{') {
        depth++;
      }
      i = next;
    }
    return text.length;
  };

  const readTemplate = (from: number): number => {
    for (let i = from; i < text.length; ) {
      if (text[i] === '`') return i + 1;
      if (text.startsWith('${', i)) {
        i = readCode(i + 2);
      } else {
        const next = text[i] === '\\' ? i + 2 : i + 1;
        blank(code, i, next);
        i = next;
      }
    }
    return text.length;
  };

  // A brace too many ends the code early: go on behind it.
  for (let i = 0; i < text.length; ) i = readCode(i);
  return { code: code.join(''), uncommented: uncommented.join('') };
}
