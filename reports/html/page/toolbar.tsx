// Filters, by component, instance, kind and words; and how much of the run is shown.

import type { RefObject } from 'preact';
import { type Filter, isFiltering, NO_FILTER, STEP_KINDS, type StepKind } from '../view/filter.ts';
import type { Lane } from '../view/lanes.ts';
import { Dropdown } from './dropdown.tsx';

interface Props {
  readonly lanes: readonly Lane[];
  readonly subjects: readonly string[];
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly isEverything: boolean;
  readonly onEverything: (isEverything: boolean) => void;
  readonly search: RefObject<HTMLInputElement>;
}

export function Toolbar(props: Props) {
  const { lanes, subjects, filter, onFilter, isEverything, onEverything, search } = props;
  return (
    <form class="toolbar" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <input
        ref={search}
        type="search"
        class="search"
        placeholder="Search steps ( / )"
        aria-label="Search steps"
        value={filter.text}
        onInput={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
      />
      <ComponentPicker lanes={lanes} filter={filter} onFilter={onFilter} />
      <Picker
        label="Instance or VMM"
        all="any instance"
        value={filter.subject}
        options={subjects.map((subject) => [subject, subject])}
        onPick={(subject) => onFilter({ ...filter, subject })}
      />
      <Picker
        label="Kind"
        all="any kind"
        value={filter.kind}
        options={Object.entries(STEP_KINDS)}
        onPick={(kind) => onFilter({ ...filter, kind: kind as StepKind | '' })}
      />
      <label class="check" title="Bookkeeping, and the steps of the drain that change nothing (e)">
        <input type="checkbox" checked={isEverything} onChange={(event) => onEverything(event.currentTarget.checked)} />
        every step
      </label>
      {isFiltering(filter) && (
        <button type="button" class="button" onClick={() => onFilter(NO_FILTER)}>
          Clear
        </button>
      )}
    </form>
  );
}

interface PickerProps {
  readonly label: string;
  /** What stands for no choice. */
  readonly all: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onPick: (value: string) => void;
}

function Picker({ label, all, value, options, onPick }: PickerProps) {
  return (
    <select class="picker" aria-label={label} value={value} onChange={(event) => onPick(event.currentTarget.value)}>
      <option value="">{all}</option>
      {options.map(([name, text]) => (
        <option key={name} value={name}>
          {text}
        </option>
      ))}
    </select>
  );
}

function ComponentPicker({ lanes, filter, onFilter }: Pick<Props, 'lanes' | 'filter' | 'onFilter'>) {
  const toggle = (id: string) => {
    const hidden = new Set(filter.hidden);
    if (!hidden.delete(id)) hidden.add(id);
    onFilter({ ...filter, hidden });
  };
  const shown = lanes.length - filter.hidden.size;
  return (
    <Dropdown label={filter.hidden.size === 0 ? 'all components' : `${shown} of ${lanes.length} components`}>
      {lanes.map(({ id, kind, title }) => (
        <label key={id} class={`check lane-${kind}`}>
          <input type="checkbox" checked={!filter.hidden.has(id)} onChange={() => toggle(id)} />
          {kind === 'client' || kind === 'propolis' ? `${kind} ${title}` : title}
        </label>
      ))}
    </Dropdown>
  );
}
