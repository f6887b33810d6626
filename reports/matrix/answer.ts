// The answer of a matrix in words: who keeps which promises, and what each change of the design did to them.

import type { Matrix } from '../text/matrix.ts';
import { counted, listed } from '../wording.ts';
import type { Column } from './columns.ts';
import { cellVerdictOf } from './verdict.ts';

/** Sentences. The first is the answer. */
export function answerOf(matrix: Matrix, columns: readonly Column[]): string[] {
  const hard = new Set(matrix.cells.filter(({ isSoft }) => !isSoft).map(({ invariant }) => invariant)).size;
  return [verdictSentence(columns, hard), ...gapSentences(matrix), expectationSentence(matrix)];
}

function verdictSentence(columns: readonly Column[], hard: number): string {
  const promises = counted(hard, 'invariant');
  const keepers = columns.filter(({ broken }) => broken.length === 0);
  const others = columns.filter(({ broken }) => broken.length > 0);
  const counts = others.map(({ broken }) => broken.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (keepers.length > 0) {
    const verb = keepers.length === 1 ? 'breaks' : 'break';
    const keeping = `${listed(keepers.map(({ design }) => design))} ${verb} none of the ${promises}`;
    if (others.length === 0) return `${keeping}.`;
    const rest = others.length === 1 ? `${others[0]?.design} breaks` : `the other ${others.length} break`;
    return `${keeping}; ${rest} ${least === most ? least : `${least} to ${most}`}.`;
  }
  if (columns.length === 1) return `${columns[0]?.design} breaks ${most} of the ${promises}.`;
  const none = `None of the ${columns.length} designs keeps all ${promises}.`;
  if (least === most) return `${none} Each breaks ${most}.`;
  const best = others.filter(({ broken }) => broken.length === least).map(({ design }) => design);
  const worst = others.filter(({ broken }) => broken.length === most).map(({ design }) => design);
  const fewest = `${shortList(best)} ${best.length === 1 ? 'breaks' : 'break'} the fewest, ${least}`;
  const isRest = best.length + worst.length === others.length && worst.length > 1;
  const greatest = isRest ? `the other ${worst.length} break ${most} each` : `${shortList(worst)} the most, ${most}`;
  return `${none} ${fewest}; ${greatest}.`;
}

/** Names, or how many there are when nobody would read them all. */
function shortList(names: readonly string[]): string {
  return names.length > 3 ? `${names.length} designs` : listed(names);
}

/** What nobody knows. */
function gapSentences({ cells, cutShort }: Matrix): string[] {
  const verdicts = cells.map(cellVerdictOf);
  const open = verdicts.filter((verdict) => verdict === 'vacuous' || verdict === 'inconclusive').length;
  return [
    ...(cutShort === null ? [] : [`It was stopped after ${cutShort}: what is missing may be worse.`]),
    ...(open === 0 ? [] : [`${counted(open, 'cell')} of ${cells.length} ${open === 1 ? 'is' : 'are'} undecided.`]),
  ];
}

function expectationSentence({ unexpected, expectations }: Matrix): string {
  if (unexpected.length > 0) {
    const results = counted(unexpected.length, 'result is', 'results are');
    return `${results} not what a scenario expects: see below.`;
  }
  if (expectations === 0) return 'No scenario says what to expect.';
  return `All ${counted(expectations, 'expectation')} that scenarios have of designs are met.`;
}

/** What a design did to its neighbour's promises; `null` for the first, or when it did nothing. */
export function effectOf({ neighbour, newlyBroken, newlyKept }: Column): string | null {
  if (neighbour === null) return null;
  const parts = [
    ...(newlyBroken.length > 0 ? [`breaks ${listed(newlyBroken)}, which ${neighbour} keeps`] : []),
    ...(newlyKept.length > 0 ? [`keeps ${listed(newlyKept)}, which ${neighbour} breaks`] : []),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}
