// Why a run violates what it violates, for those who print it.

import { causeText } from '../../reports/text/cause.ts';
import { type Cause, causesOf } from '../search/cause/cause.ts';
import { Replay } from '../search/replay.ts';
import { namingFile, type Selection } from './selection.ts';

/** A cause, with its paragraph. */
export type ToldCause = Cause & { readonly text: string };

/** The causes of what the run with these choices violates; none when it violates nothing. */
export function toldCauses(selection: Selection, choices: readonly string[]): readonly ToldCause[] {
  try {
    const course = { kind: 'replay', replay: new Replay(choices) } as const;
    const { causes, records } = causesOf(selection.story, selection.toggles, course);
    return causes.map((cause) => ({ ...cause, text: causeText(cause, records) }));
  } catch (error) {
    throw namingFile(selection, error);
  }
}
