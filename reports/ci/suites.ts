// What a command comes to, as a CI system wants to be told: suites of cases that passed or did not. JUnit XML and
// GitHub's pages are written from it.

export interface Case {
  /** What the case is about, in the words of the scenario or the invariant. */
  readonly name: string;
  /** `error`: it could not be told whether it passes. `skipped`: it was not looked at, and nothing depends on it. */
  readonly status: 'passed' | 'failed' | 'error' | 'skipped';
  /** In a line: what is wrong, or why nothing was looked at; for one that passed, what that means. */
  readonly message: string;
  /** More of it, in lines: steps, the command that reproduces it. */
  readonly details?: readonly string[];
}

export interface Suite {
  /** Unique in a document. */
  readonly name: string;
  readonly cases: readonly Case[];
  /** Real time, if it was measured. */
  readonly elapsedMs?: number;
  /** The file that the scenario is in, if it is one of the user's own; from the folder of the command. */
  readonly file?: string;
}

/** How many cases of a status there are. */
export function countOf(suites: readonly Suite[], status: Case['status']): number {
  return suites.reduce((sum, { cases }) => sum + cases.filter((one) => one.status === status).length, 0);
}
