// One row of the picture: its number and time, its part of the diagram, and its line of the story.

import type { ComponentChildren } from 'preact';
import { showTime } from '../../text/words.ts';
import { type Row, stepOf } from '../view/rows.ts';
import type { TellingStep } from '../view/told-run.ts';
import { set } from '../view/typography.ts';
import type { Geometry } from './geometry.ts';
import type { Picture } from './picture.ts';
import { Slice } from './slice.tsx';

export interface RowProps {
  readonly row: Row;
  readonly at: number;
  readonly current: number;
  readonly stepAt: (step: number) => TellingStep | undefined;
  readonly geometry: Geometry;
  readonly picture: Picture;
  readonly onStep: (step: number) => void;
  /** The class of a step that is lit up, or dimmed. */
  readonly lit: (step: number) => string;
  /** Where it stands; nowhere in particular when printed. */
  readonly top: number | undefined;
}

export function RowView(props: RowProps) {
  const { row, at, current, geometry, picture, lit, top, onStep, stepAt } = props;
  const step = shownStep(row, current, stepAt);
  const isCurrent = (row.kind === 'step' || row.kind === 'fold') && contains(row, current);
  const target = stepOf(row);
  const style = top === undefined ? {} : { top: `${top}px`, height: `${geometry.rowHeight}px` };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the link in the row and the arrow keys do the same.
    // biome-ignore lint/a11y/noStaticElementInteractions: a larger target for the mouse; see above.
    <div
      class={`row row-${row.kind} ${isCurrent ? 'is-current' : ''} ${row.kind === 'step' ? lit(target) : ''}`}
      style={style}
      data-step={target}
      onClick={() => onStep(target)}
    >
      <Gutter row={row} step={step} isCurrent={isCurrent} />
      <Slice row={at} step={step} geometry={geometry} picture={picture} lit={lit} />
      <Words row={row} step={step} />
    </div>
  );
}

function contains(row: Row, step: number): boolean {
  if (row.kind === 'fold') return row.from <= step && step <= row.to;
  return row.kind === 'step' && row.step.index === step;
}

/** A fold shows the step that the reader is at. */
function shownStep(row: Row, current: number, stepAt: RowProps['stepAt']): TellingStep | undefined {
  if (row.kind === 'step') return row.step;
  return row.kind === 'fold' && contains(row, current) ? stepAt(current) : undefined;
}

interface PartProps {
  readonly row: Row;
  readonly step: TellingStep | undefined;
}

function Gutter({ row, step, isCurrent }: PartProps & { readonly isCurrent: boolean }) {
  if (step === undefined) {
    return <span class="gutter">{row.kind === 'fold' && <span class="fold-range">{rangeOf(row)}</span>}</span>;
  }
  return (
    <span class="gutter">
      <span class={`mark mark-${MARKS[step.mark] ?? 'none'}`} title={MARKS[step.mark]}>
        {step.mark === '*' ? '●' : step.mark}
      </span>
      <a class="number" href={`#step=${step.index}`} aria-current={isCurrent ? 'step' : undefined} tabIndex={-1}>
        {step.index}
      </a>
      <time class="time">{showTime(step.record.now)}</time>
    </span>
  );
}

function rangeOf({ from, to }: { readonly from: number; readonly to: number }): string {
  return from === to ? String(from) : `${from}–${to}`;
}

const MARKS: Readonly<Record<string, string>> = {
  '>': 'request',
  '<': 'answer',
  '!': 'fault',
  '~': 'timer',
  '*': 'physical',
  x: 'refused',
};

function Words({ row, step }: PartProps) {
  if (row.kind === 'remark') {
    const { invariant, message, isSoft, isAtRest } = row.violation;
    return (
      <Line class={isSoft ? 'remark-soft' : 'remark-hard'} title={message}>
        <strong>
          {isSoft ? '◇' : '◆'} {invariant} {isAtRest ? 'does not hold at rest' : 'does not hold any more'}
        </strong>{' '}
        {message}
      </Line>
    );
  }
  if (row.kind === 'heading') return <Line class="heading">{row.text}</Line>;
  if (step === undefined) return <Line class="fold">{row.kind === 'fold' && row.text}</Line>;
  const changes = step.below.map(({ text }) => text);
  return (
    <Line class="words-step" title={[`${step.who}: ${step.what}`, ...step.told, ...changes].join('\n')}>
      <span class="who">{shortWho(step)}</span>
      <span class="what">{step.what}</span>
      {step.below.map(({ sort, text }) => (
        <span key={text} class={`change change-${sort}`}>
          {set(text)}
        </span>
      ))}
      {step.told.map((text) => (
        <span key={text} class={`told ${step.mark === 'x' ? 'told-refused' : ''}`}>
          {text}
        </span>
      ))}
    </Line>
  );
}

/** Without the process, which the lane says. */
function shortWho({ who, record }: TellingStep): string {
  return who.startsWith(`${record.process} `) ? who.slice(record.process.length + 1) : who;
}

interface LineProps {
  readonly class?: string;
  readonly title?: string;
  readonly children: ComponentChildren;
}

function Line({ class: name = '', title, children }: LineProps) {
  return (
    <span class={`words ${name}`} title={title}>
      {children}
    </span>
  );
}
