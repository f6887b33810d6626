// The panel beside the picture: the state at the step, why it came, what is wrong, what could have happened instead.

import type { ComponentChildren } from 'preact';
import { TABS, type Tab } from './state.ts';

interface Props {
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
  /** How many violations there are. */
  readonly broken: number;
  readonly children: ComponentChildren;
}

const NAMES: Readonly<Record<Tab, string>> = {
  step: 'State',
  why: 'Why',
  invariants: 'Invariants',
  'what-if': 'What if',
};

export function Side({ tab, onTab, broken, children }: Props) {
  const move = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length] as Tab;
    onTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <aside class="side" aria-label="Details of the step">
      <div class="tabs" role="tablist" onKeyDown={move}>
        {TABS.map((name) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={name === tab}
            aria-controls="side-body"
            tabIndex={name === tab ? 0 : -1}
            onClick={() => onTab(name)}
          >
            {NAMES[name]}
            {name === 'invariants' && broken > 0 && <span class="count">{broken}</span>}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is to be reached by the keyboard. */}
      <div id="side-body" class="side-body" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {children}
      </div>
    </aside>
  );
}
