// The ledger of the modelled rack, sim/rack/README.md, as data.

/** A place upstream: `O nexus/src/app/instance.rs` with symbols in it. */
export interface Source {
  readonly tag: string;
  readonly path: string;
  readonly symbols: readonly string[];
}

export interface Entry {
  /** `database/vmm.ts: vmmInsert`. */
  readonly operations: readonly string[];
  readonly sources: readonly Source[];
  readonly step: string;
}

/** Where a tag points. */
export interface Repository {
  readonly name: string;
  readonly commit: string;
}

const TAG = /^\| ([A-Z]) \| (\w+) @ `(\w+)`/gm;

/** What each tag of the ledger stands for. */
export function tagsOf(ledger: string): ReadonlyMap<string, Repository> {
  return new Map([...ledger.matchAll(TAG)].map(([, tag = '', name = '', commit = '']) => [tag, { name, commit }]));
}

/** The rows of its tables of operations. */
export function entriesOf(ledger: string): Entry[] {
  return ledger
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, operations = '', sources = '', step = ''] = line.split('|');
      return { operations: groupsOf(operations), sources: sources.split(';').map(sourceOf), step: step.trim() };
    });
}

const names = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** "`group`: `one` `two`, `other`: `three`". */
function groupsOf(text: string): string[] {
  return text.split(', ').flatMap((group) => {
    const [of, ...members] = names(group);
    return members.map((member) => `${of}: ${member}`);
  });
}

function sourceOf(text: string): Source {
  const [path = '', ...symbols] = names(text);
  return { tag: text.trim().charAt(0), path, symbols };
}
