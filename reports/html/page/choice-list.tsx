// The choices that are open, by sort; faults by kind.

import { useState } from 'preact/hooks';
import type { ChoiceSort, OpenChoice } from '../view/what-if.ts';

interface Props {
  readonly choices: readonly OpenChoice[];
  /** The label that the run took. */
  readonly recorded: string | undefined;
  readonly onTake: (label: string) => void;
}

const SORTS: readonly (readonly [ChoiceSort, string, isOpen: boolean])[] = [
  ['inside', 'Next in the rack', true],
  ['outside', 'From outside: requests, restarts, healing', true],
  ['fault', 'Faults', true],
  ['timeout', 'A caller gives up although an answer can still come', false],
  ['tick', 'A background task ticks', false],
];

export function ChoiceList({ choices, recorded, onTake }: Props) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const fitting = choices.filter(({ label }) => label.toLowerCase().includes(wanted));
  return (
    <>
      <input
        type="search"
        class="search"
        placeholder="Search choices: reply, sled-1, crash…"
        aria-label="Search choices"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {SORTS.map(([sort, title, isOpen]) => {
        const own = fitting.filter((choice) => choice.sort === sort);
        return own.length === 0 ? null : (
          <details key={sort} class="choices" open={isOpen || wanted !== ''}>
            <summary>
              {title} <span class="count">{own.length}</span>
              {own.every(({ isBeyondBudget }) => isBeyondBudget) && (
                <span class="tag">beyond the scenario’s budget</span>
              )}
            </summary>
            <ul>
              {own.map((choice) => (
                <Choice
                  key={choice.label}
                  choice={choice}
                  isTagged={!own.every(({ isBeyondBudget }) => isBeyondBudget)}
                  isRecorded={choice.label === recorded}
                  onTake={onTake}
                />
              ))}
            </ul>
          </details>
        );
      })}
      {fitting.length === 0 && (
        <p class="quiet small">
          {choices.length === 0
            ? 'Nothing is left to do, and no fault can strike.'
            : `None of the ${choices.length} choices has “${text.trim()}” in it.`}
        </p>
      )}
    </>
  );
}

interface ChoiceProps {
  readonly choice: OpenChoice;
  /** Say of this choice what is not said of all. */
  readonly isTagged: boolean;
  readonly isRecorded: boolean;
  readonly onTake: (label: string) => void;
}

function Choice({ choice, isTagged, isRecorded, onTake }: ChoiceProps) {
  const { label, fault, isDefault, isBeyondBudget } = choice;
  const text = fault === null ? label : label.replace(/^fault: /, '');
  return (
    <li>
      <button type="button" class={`choice ${fault === null ? '' : 'choice-fault'}`} onClick={() => onTake(label)}>
        {fault !== null && '⚡ '}
        {text}
        {isRecorded && <span class="tag tag-recorded">as recorded</span>}
        {isDefault && <span class="tag">earliest</span>}
        {isTagged && isBeyondBudget && (
          <span class="tag" title="The scenario does not allow it; a schedule can have it all the same">
            beyond the budget
          </span>
        )}
      </button>
    </li>
  );
}
