// What a tidy rule is: a claim about a tree of files, with a small tree that breaks it and one that does not.

import type { Source } from './source.ts';

export interface Finding {
  readonly path: string;
  /** 1 for the first; absent where the finding is about the file or the tree. */
  readonly line?: number;
  readonly message: string;
}

/** Files by path. */
export type Tree = Readonly<Record<string, string>>;

export interface Rule {
  /** Completes "the repository has ...". */
  readonly name: string;
  readonly check: (sources: readonly Source[]) => readonly Finding[];
  /** Trees that break the rule, each once: they show that it can fail. */
  readonly bad: readonly Tree[];
  /** A tree that is close to the bad ones and obeys. */
  readonly good: Tree;
}

interface Ban {
  readonly name: string;
  /** The files it holds for. */
  readonly where: (path: string) => boolean;
  readonly pattern: RegExp;
  /** Search the text as it stands, instead of the code without comments and strings. */
  readonly inText?: boolean;
  /** One line each, in a file named `at`. */
  readonly at: string;
  readonly bad: readonly string[];
  readonly good: string;
}

/** A rule that forbids a pattern, line by line. */
export function ban({ name, where, pattern, inText = false, at, bad, good }: Ban): Rule {
  return {
    name,
    check: (sources) =>
      sources
        .filter(({ path, code }) => where(path) && (inText || code !== ''))
        .flatMap(({ path, text, code }) =>
          (inText ? text : code).split('\n').flatMap((content, index) => {
            const found = content.match(pattern);
            return found === null ? [] : [{ path, line: index + 1, message: found[0].trim() }];
          }),
        ),
    bad: bad.map((line) => ({ [at]: line })),
    good: { [at]: good },
  };
}

/** Whether the file is TypeScript. */
export const isCode = (path: string): boolean => /\.tsx?$/.test(path);

export const isTest = (path: string): boolean => path.startsWith('test/') && isCode(path);

/** Runs in any JavaScript engine and is deterministic. The pool of worker threads is the one exception. */
export const isSimulated = (path: string): boolean =>
  /^(sim\/(kernel|rack|search)|scenarios)\//.test(path) && isCode(path) && !path.startsWith('sim/search/pool/');
