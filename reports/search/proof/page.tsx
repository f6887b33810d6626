/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// The page of a proof: what came of it, and the pictures that tell one that looked at what it is about from one that
// went nowhere.

import { counted } from '../../wording.ts';
import { FindList } from '../find-list.tsx';
import { Answer, anchor, Frame } from '../frame.tsx';
import { Picture } from '../picture.tsx';
import { headlineOf, judgementOf } from './answer.ts';
import { firstsChart, frontierChart, stepsChart } from './charts.ts';
import { FirstTable } from './first-table.tsx';
import type { ProofFind, ProofView } from './view.ts';

export interface ProofPageProps {
  readonly proofs: readonly ProofView[];
  /** What makes the proofs again. */
  readonly command: string;
}

export function ProofPage({ proofs, command }: ProofPageProps) {
  return (
    <Frame headlines={proofs.map(headlineOf)} command={command}>
      {proofs.map((proof, index) => (
        <ProofArticle proof={proof} id={anchor(index)} />
      ))}
    </Frame>
  );
}

function ProofArticle({ proof, id }: { readonly proof: ProofView; readonly id: string }) {
  const { title, verdict, facts, levels, marks, actions, finds } = proof;
  const of = (prefix: string) =>
    actions
      .filter(({ name }) => name.startsWith(`${prefix} `))
      .map(({ name, ...rest }) => ({ name: name.slice(prefix.length + 1), ...rest }));
  const told = { kind: title, verdict, headline: headlineOf(proof), judgement: judgementOf(proof), facts };
  return (
    <article id={id} class="hunt" aria-labelledby={`${id}-title`}>
      <Answer id={id} {...told} />
      <FindList finds={finds.map((find) => ({ ...find, where: placeOf(find) }))} />
      <div class="pictures">
        <Picture title="States of each depth" what={frontierInWords(proof)} svg={frontierChart(proof)} />
        <Picture title="Steps from each depth" what={stepsInWords(proof)} svg={stepsChart(levels)} />
      </div>
      {marks.length + actions.length + finds.length > 0 && (
        <div class="pictures">
          <Picture title="When it first came" what={FIRSTS_IN_WORDS} svg={firstsChart(proof)} />
          <div class="tables">
            <FirstTable title="Marks reached" head="mark" rows={marks} />
            <FirstTable title="Faults that struck" head="fault" rows={of('fault')} />
            <FirstTable title="Requests made" head="request" rows={of('request')} />
            <FirstTable title="Background tasks that ticked" head="task" rows={of('tick')} />
          </div>
        </div>
      )}
    </article>
  );
}

function placeOf({ depth, isAtRest, isShortest }: ProofFind): string {
  const rest = isAtRest ? ', once that has come to rest' : '';
  return `after ${counted(depth, 'step')}${rest}${isShortest ? ', and none has fewer' : ''}`;
}

function frontierInWords({ levels, finds }: ProofView): string {
  const sum = (of: (level: ProofView['levels'][number]) => number) => levels.reduce((total, one) => total + of(one), 0);
  const [states, lookedAt, cut, atRest] = [
    sum((level) => level.states),
    sum((level) => level.lookedAt),
    sum((level) => level.cut),
    sum((level) => level.atRest),
  ];
  return [
    `${counted(states, 'new state')} in ${counted(levels.length, 'depth')}: ` +
      'what is new at a depth is the frontier there.',
    ...(cut > 0
      ? [`In ${counted(cut, 'of them', 'of them')}, fainter, the steps of one task, or of a group, were enough.`]
      : []),
    ...(lookedAt < states
      ? [`The last ${(states - lookedAt).toLocaleString('en')} were met and not looked at (outlined).`]
      : []),
    `In ${atRest.toLocaleString('en')} nothing went on by itself: each was healed and drained.`,
    ...(finds.length > 0 ? ['A diamond marks the depth at which an invariant first broke.'] : []),
  ].join(' ');
}

function stepsInWords({ levels }: ProofView): string {
  const steps = levels.reduce((total, { transitions }) => total + transitions, 0);
  const fresh = levels.slice(1).reduce((total, { states }) => total + states, 0);
  if (steps === 0) return 'No step was taken: there was nothing to do.';
  return (
    `${counted(steps, 'step')}, ${Math.round((100 * fresh) / steps)} % of them to a state that was new, ` +
    'the rest, fainter, to one known already: the more of these, the more ways lead to the same.'
  );
}

const FIRSTS_IN_WORDS =
  'Marks (circles), what was done from outside and could as well not have been (squares), and what broke (diamonds). ' +
  'What never came is first.';
