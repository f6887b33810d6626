/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// A page of one search or of several, which begins with a list of them.

import type { ComponentChildren } from 'preact';
import { MadeBy } from '../made-by.tsx';

interface FrameProps {
  readonly headlines: readonly string[];
  /** What makes the searches again. */
  readonly command: string;
  readonly children: ComponentChildren;
}

export function Frame({ headlines, command, children }: FrameProps) {
  return (
    <main>
      {headlines.length > 1 && (
        <nav class="contents" aria-label="Searches">
          <ol>
            {headlines.map((headline, index) => (
              <li>
                <a href={`#${anchor(index)}`}>{headline}</a>
              </li>
            ))}
          </ol>
        </nav>
      )}
      {children}
      <MadeBy command={command} />
    </main>
  );
}

/** What a link to one of the searches names. */
export function anchor(index: number): string {
  return `search-${index + 1}`;
}

interface AnswerProps {
  readonly id: string;
  readonly kind: string;
  readonly verdict: string;
  readonly headline: string;
  readonly judgement: readonly string[];
  readonly facts: readonly string[];
}

/** What came of a search. */
export function Answer({ id, kind, verdict, headline, judgement, facts }: AnswerProps) {
  return (
    <header class="answer">
      <p class="kind">{kind}</p>
      <h1 id={`${id}-title`} class={verdict}>
        {headline}
      </h1>
      {judgement.map((sentence) => (
        <p class="judgement">{sentence}</p>
      ))}
      {facts.map((fact) => (
        <p class="facts">{fact}</p>
      ))}
    </header>
  );
}
