// An HTML file that needs nothing but itself and runs no script: it is drawn when it is written.

import { readFileSync } from 'node:fs';
import { htmlHead } from './html-head.ts';

/** Colours and type, shared by all pages, and what those without a script share. */
const STYLES = ['./html/page/styles/base.css', './static-page.css'].map((path) => new URL(path, import.meta.url));

export interface StaticPage {
  /** As text. */
  readonly title: string;
  readonly style: string;
  /** HTML: whoever made it has escaped what is text. */
  readonly body: string;
}

/** Its policy lets it run nothing and load nothing: what a run brings along is text, whatever it looks like. */
export function staticPage({ title, style, body }: StaticPage): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
  const shared = STYLES.map((path) => readFileSync(path, 'utf8')).join('\n');
  return `${htmlHead({ policy, title, style: `${shared}${style}` })}
<body>
${body}
</body>
</html>
`;
}
