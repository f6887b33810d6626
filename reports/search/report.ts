// A search, or several, as one HTML file.

import { readFileSync } from 'node:fs';
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { staticPage } from '../static-page.ts';
import { SearchPage, type SearchPageProps } from './page.tsx';
import { ProofPage, type ProofPageProps } from './proof/page.tsx';

const STYLE = new URL('./search.css', import.meta.url);

export function searchReport(props: SearchPageProps): string {
  const body = renderToString(h(SearchPage, props));
  return staticPage({ title: 'What the search saw', style: readFileSync(STYLE, 'utf8'), body });
}

export function proofReport(props: ProofPageProps): string {
  const body = renderToString(h(ProofPage, props));
  return staticPage({ title: 'What the proof looked at', style: readFileSync(STYLE, 'utf8'), body });
}
