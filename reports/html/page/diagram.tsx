// The space-time diagram with the story beside it. Only the rows in view are there, save when it is printed.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { showTime } from '../../text/words.ts';
import type { Rows } from '../view/rows.ts';
import type { ToldRun } from '../view/told-run.ts';
import type { Geometry } from './geometry.ts';
import { LaneHeader } from './lane-header.tsx';
import { pictureOf } from './picture.ts';
import { RowView } from './row.tsx';

interface Props {
  readonly told: ToldRun;
  readonly rows: Rows;
  readonly geometry: Geometry;
  readonly step: number;
  readonly onStep: (step: number) => void;
  readonly lit: (step: number) => string;
  readonly isPrinting: boolean;
}

/** Rows above and below the view that are there already. */
const SPARE = 8;

export function Diagram({ told, rows, geometry, step, onStep, lit, isPrinting }: Props) {
  const picture = useMemo(() => pictureOf(told, rows, geometry), [told, rows, geometry]);
  const { ref, top, height, onScroll } = useView();
  const { rowHeight } = geometry;
  useFollow(ref, rows.rowOf(step), rowHeight);
  const count = rows.rows.length;
  const first = isPrinting ? 0 : Math.max(0, Math.floor(top / rowHeight) - SPARE);
  const last = isPrinting ? count : Math.min(count, Math.ceil((top + height) / rowHeight) + SPARE);
  return (
    <section class="diagram" aria-label="Space-time diagram and story">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is to be reached by the keyboard. */}
      <div class="scroller" style={gutterOf(told)} ref={ref} onScroll={onScroll} tabIndex={0}>
        <LaneHeader geometry={geometry} />
        <div class="rows" style={isPrinting ? {} : { height: `${count * rowHeight}px` }}>
          {rows.rows.slice(first, last).map((row, offset) => (
            <RowView
              key={first + offset}
              row={row}
              at={first + offset}
              current={step}
              stepAt={(index) => told.steps[index - 1]}
              geometry={geometry}
              picture={picture}
              onStep={onStep}
              lit={lit}
              top={isPrinting ? undefined : (first + offset) * rowHeight}
            />
          ))}
        </div>
        {count === 0 && <p class="nothing">No step fits the filter.</p>}
      </div>
    </section>
  );
}

/** Room for the longest number and the latest time. */
function gutterOf({ run }: ToldRun): Record<string, string> {
  const last = run.records.at(-1);
  return {
    '--digits': `${Math.max(3, String(last?.index ?? 0).length)}ch`,
    '--time': `${showTime(last?.now ?? 0).length}ch`,
  };
}

/** What part of the rows is in view. */
function useView() {
  const ref = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 1_200 });
  const look = () => {
    const box = ref.current;
    if (box) setView({ top: box.scrollTop, height: box.clientHeight });
  };
  useEffect(() => {
    look();
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, []);
  return { ref, onScroll: look, ...view };
}

/** Keeps the row of the current step in view, and leaves a little room around it. */
function useFollow(ref: { readonly current: HTMLDivElement | null }, row: number, rowHeight: number): void {
  useEffect(() => {
    const box = ref.current;
    if (box === null) return;
    const header = box.firstElementChild?.clientHeight ?? 0;
    const [top, bottom] = [row * rowHeight, (row + 1) * rowHeight];
    const room = Math.min(4 * rowHeight, box.clientHeight / 4);
    const visible = box.clientHeight - header;
    if (top - room < box.scrollTop) box.scrollTop = top - room;
    else if (bottom + room > box.scrollTop + visible) box.scrollTop = bottom + room - visible;
  }, [ref, row, rowHeight]);
}
