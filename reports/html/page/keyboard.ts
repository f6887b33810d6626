// The keyboard. Every key does what a control on the page does.

import { useEffect, useRef } from 'preact/hooks';
import { TABS, type Tab } from './state.ts';

export interface Commands {
  readonly move: (by: number) => void;
  readonly moveRow: (by: 1 | -1) => void;
  readonly goTo: (where: 'first' | 'last') => void;
  readonly moveNotable: (by: 1 | -1) => void;
  readonly toggleEverything: () => void;
  readonly toggleLight: () => void;
  readonly showTab: (tab: Tab) => void;
  readonly search: () => void;
  readonly help: () => void;
}

/** What `?` shows. */
export const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['← →', 'one step back, forth'],
  ['↑ ↓', 'one line of the picture up, down'],
  ['Page Up, Page Down', 'ten steps back, forth'],
  ['Home, End', 'the beginning, the end'],
  ['p, n', 'the previous, next request, fault or violation'],
  ['e', 'show every step, or fold bookkeeping'],
  ['c', 'light up what caused the step, and what it caused'],
  ['1 2 3 4', 'step, why, invariants, what if'],
  ['/', 'search'],
  ['?', 'this help'],
];

export function useKeyboard(commands: Commands): void {
  // Those of the last render, at once: a key that is held down comes faster than effects run.
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (isScrolling(event)) return;
      const command = commandOf(event.key, latest.current);
      if (command === undefined) return;
      event.preventDefault();
      command();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'range' && target.type !== 'checkbox';
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

/** The panel at the side scrolls by itself. */
function isScrolling({ key, target }: KeyboardEvent): boolean {
  return /^(ArrowUp|ArrowDown|Page)/.test(key) && target instanceof Element && target.closest('.side-body') !== null;
}

function commandOf(key: string, commands: Commands): (() => void) | undefined {
  const tab = TABS[Number(key) - 1];
  if (tab !== undefined) return () => commands.showTab(tab);
  switch (key) {
    case 'ArrowLeft':
      return () => commands.move(-1);
    case 'ArrowRight':
      return () => commands.move(1);
    case 'PageUp':
      return () => commands.move(-10);
    case 'PageDown':
      return () => commands.move(10);
    case 'ArrowUp':
      return () => commands.moveRow(-1);
    case 'ArrowDown':
      return () => commands.moveRow(1);
    case 'Home':
      return () => commands.goTo('first');
    case 'End':
      return () => commands.goTo('last');
    case 'p':
      return () => commands.moveNotable(-1);
    case 'n':
      return () => commands.moveNotable(1);
    case 'e':
      return commands.toggleEverything;
    case 'c':
      return commands.toggleLight;
    case '/':
      return commands.search;
    case '?':
      return commands.help;
    default:
      return undefined;
  }
}
