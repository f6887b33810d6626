// Something that opens below a button, and closes when the reader goes elsewhere.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly children: ComponentChildren;
}

export function Dropdown({ label, children }: Props) {
  const ref = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const leave = (event: Event) => {
      const box = ref.current;
      const isElsewhere = event.target instanceof Node && !box?.contains(event.target);
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape';
      if (box && (isEscape || (isElsewhere && !(event instanceof KeyboardEvent)))) box.open = false;
    };
    for (const type of ['pointerdown', 'focusin', 'keydown']) addEventListener(type, leave);
    return () => {
      for (const type of ['pointerdown', 'focusin', 'keydown']) removeEventListener(type, leave);
    };
  }, []);
  return (
    <details ref={ref} class="dropdown">
      <summary>{label}</summary>
      <div class="menu">{children}</div>
    </details>
  );
}
