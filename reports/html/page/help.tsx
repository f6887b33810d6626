// The keys, and what the signs mean.

import { useEffect, useRef } from 'preact/hooks';
import type { Glyph } from '../view/nodes.ts';
import { KEYS } from './keyboard.ts';
import { Sign } from './node-glyph.tsx';

const SIGNS: readonly (readonly [Glyph, string])[] = [
  ['ask', 'a client asks'],
  ['message', 'a message arrives'],
  ['local', 'something happens in a component'],
  ['timer', 'a timer, tick or restart'],
  ['fault', 'a fault'],
  ['wake', 'a task goes on'],
];

const WORDS: readonly (readonly [string, string])[] = [
  ['○ in CockroachDB', 'a read'],
  ['● in CockroachDB', 'a write; 4→5 are the generations before and after'],
  ['× in CockroachDB', 'a write that was refused, or failed'],
  ['arrow', 'a message; broken: a reply; ending in ×: lost; steep: late'],
  ['band left of Nexus', 'a saga, with a notch at each node; broken: it unwinds; red: stuck for ever'],
  ['band left of CockroachDB', 'a lock held on an instance'],
  ['band left of a sled-agent', 'a VMM that it knows'],
  ['wide band', 'a Propolis zone, a guest (broken: paused), or a process that is down (broken)'],
  ['◆ ◇', 'an invariant that does not hold: hard, soft'],
  ['≠', 'does not fit with what is physically so'],
];

export function Help({ onClose }: { readonly onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} class="help" aria-label="Help" onClose={onClose}>
      <form method="dialog">
        <button type="submit" class="button" aria-label="Close">
          ✕
        </button>
      </form>
      <h2 class="help-title">Keys</h2>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <h2 class="help-title">Signs</h2>
      <dl>
        {SIGNS.map(([glyph, what]) => (
          <div key={glyph}>
            <dt>
              <svg width={18} height={18} aria-hidden="true" class={`node node-${glyph}`}>
                <Sign glyph={glyph} x={9} y={9} />
              </svg>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
        {WORDS.map(([sign, what]) => (
          <div key={sign}>
            <dt>{sign}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
