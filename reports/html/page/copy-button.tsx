// Copies a text, and says so.

import { useState } from 'preact/hooks';

interface Props {
  readonly text: string;
  readonly label: string;
  readonly title: string;
}

export function CopyButton({ text, label, title }: Props) {
  const [isDone, setDone] = useState(false);
  const copy = () => {
    copyText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1_500);
  };
  return (
    <button type="button" class="button" title={title} onClick={copy}>
      <span aria-live="polite">{isDone ? 'Copied' : label}</span>
    </button>
  );
}

/** A page from a file may not have the clipboard of today's browsers; the old way works everywhere. */
function copyText(text: string): void {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'off-screen';
  document.body.append(area);
  const focused = document.activeElement;
  area.select();
  document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
}
