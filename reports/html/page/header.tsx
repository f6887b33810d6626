// What was run, what came of it, and how to run it again.

import type { RecordedRun } from '../../recorded-run.ts';
import { About } from './about.tsx';
import { CopyButton } from './copy-button.tsx';
import { Dropdown } from './dropdown.tsx';
import { THEMES, type Theme } from './state.ts';

interface Props {
  readonly run: RecordedRun;
  /** It has not come to its end. */
  readonly isOpen: boolean;
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
  readonly onHelp: () => void;
}

export function Header({ run, isOpen, theme, onTheme, onHelp }: Props) {
  const { scenario, design, course, records, choices, digest } = run;
  const drained = records.length - choices;
  const hard = run.violations.filter(({ isSoft }) => !isSoft).map(({ invariant }) => invariant);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] as Theme;
  return (
    <header class="header">
      <div class={`verdict verdict-${run.verdict}`} title={hard.join(', ')}>
        {hard.length > 0 ? '◆' : isOpen ? '…' : '✓'} {isOpen && hard.length === 0 ? 'open' : run.verdict}
      </div>
      <div class="titles">
        <h1>
          <span class="title" title={scenario.title}>
            {scenario.title}
          </span>{' '}
          <span class="quiet">under</span> <span>{design}</span>
        </h1>
        <p class="subtitle" title={course}>
          <span class="mono">{scenario.name}</span> · {choices} choices, {drained} steps of drain ·{' '}
          <span class="mono">{digest}</span> · {course}
        </p>
      </div>
      <div class="actions">
        <Dropdown label="About">
          <About run={run} />
        </Dropdown>
        <CopyButton text={run.command} label="Copy command" title={run.command} />
        <CopyButton text={location.href} label="Copy link" title="A link to this step" />
        <button type="button" class="button" title={`Colours: ${theme}`} onClick={() => onTheme(next)}>
          {{ system: '◐ auto', light: '☀ light', dark: '☾ dark' }[theme]}
        </button>
        <button type="button" class="button" aria-label="Help" title="Keys and signs (?)" onClick={onHelp}>
          ?
        </button>
      </div>
    </header>
  );
}
