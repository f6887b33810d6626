// Pictures as SVG, drawn without a browser, so that a page of them needs no script.

import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

const SIZE = { width: 720, height: 260, marginLeft: 56, marginBottom: 38, marginTop: 26, marginRight: 18 };

export function draw(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<html><body></body></html>');
  const style = { fontSize: '13px' };
  const chart = Plot.plot({ document: document as unknown as Document, ...SIZE, style: style as never, ...options });
  // The page describes a picture in words beside it.
  chart.setAttribute('aria-hidden', 'true');
  return chart.outerHTML;
}
