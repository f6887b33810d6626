// The matrix as one HTML file.

import { readFileSync } from 'node:fs';
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { staticPage } from '../static-page.ts';
import { columnsOf } from './columns.ts';
import { MatrixPage, type MatrixPageProps } from './page.tsx';

const STYLE = new URL('./matrix.css', import.meta.url);

export function matrixReport(props: Omit<MatrixPageProps, 'columns'>): string {
  const page = renderToString(h(MatrixPage, { ...props, columns: columnsOf(props.matrix) }));
  return staticPage({ title: 'Designs and invariants', style: readFileSync(STYLE, 'utf8'), body: page });
}
