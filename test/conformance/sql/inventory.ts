// Where the modelled rack has a database statement, found in its source.

import type { Source } from '../../tidy/source.ts';

/** A place that asks for a statement, by the function that it stands in. */
export interface Site {
  readonly path: string;
  readonly name: string;
}

const FUNCTION = /^(?:export )?(?:const (\w+) = )?function\*? ?(\w*)/gm;
const STATEMENT = /\b(?:read|write|retriedWrite)\(/g;

/** Every statement in these sources, `statement.ts` aside, which says what one is. */
export function statementSites(sources: readonly Source[]): Site[] {
  return sources
    .filter(({ path }) => path.startsWith('sim/rack/') && !path.endsWith('/statement.ts'))
    .flatMap(({ path, code }) => {
      const functions = [...code.matchAll(FUNCTION)];
      return [...code.matchAll(STATEMENT)].map(({ index }) => {
        const within = functions.findLast((found) => found.index < index);
        return { path, name: within?.[2] || within?.[1] || '(no function)' };
      });
    });
}
