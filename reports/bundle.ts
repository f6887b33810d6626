// Turns an entry file of ours into one HTML page that needs nothing else: no network, no server, no build step. The
// page is bundled when it is written, so that what is in it is the code that made the run.

import { createHash } from 'node:crypto';
import { isBuiltin } from 'node:module';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { escapeHtml, htmlHead } from './html-head.ts';

/** A page's own code, ready to be put into it. */
export interface Bundle {
  readonly script: string;
  readonly style: string;
}

/** Code that cannot be bundled. The message is one line and names the place. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Bundles an entry file and all that it imports, style sheets too. `modules` are sources of modules that are made up
 * for this page, by the name under which they are imported; relative imports in them begin at the root.
 * Throws {@link BundleError}.
 */
export async function bundle(entry: URL, modules: Readonly<Record<string, string>> = {}): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    absWorkingDir: ROOT,
    outfile: 'page.js',
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
    plugins: [virtualModules(modules)],
  }).catch((error: unknown) => {
    throw new BundleError(messageOf(error));
  });
  const textOf = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}

export interface PageOptions {
  readonly title: string;
  readonly bundle: Bundle;
  /** JSON for the page's code, which finds it in the element `#data`. */
  readonly data: unknown;
  /** Shown where scripts are off. */
  readonly fallback?: string;
}

/**
 * The page. Its policy lets it run its own script and nothing else, and load nothing at all: what a run brings along is
 * data, whatever it looks like.
 */
export function htmlPage({ title, bundle: { script, style }, data, fallback = '' }: PageOptions): string {
  const code = `\n${script}`;
  const hash = createHash('sha256').update(code).digest('base64');
  const policy =
    `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; ` +
    "base-uri 'none'; form-action 'none'";
  return `${htmlHead({ policy, title, style })}
<body>
<div id="page"></div>
<noscript><pre>${escapeHtml(fallback)}</pre></noscript>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${code}</script>
</body>
</html>
`;
}

function virtualModules(modules: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'virtual-modules',
    setup(builder) {
      builder.onResolve({ filter: /^virtual:/ }, ({ path }) => ({ path, namespace: 'virtual' }));
      builder.onLoad({ filter: /.*/, namespace: 'virtual' }, ({ path }) => {
        const contents = modules[path];
        return contents === undefined
          ? { errors: [{ text: `there is no module ${path}` }] }
          : { contents, loader: 'ts', resolveDir: ROOT };
      });
    },
  };
}

function messageOf(error: unknown): string {
  const [first] =
    (error as { errors?: { text: string; location: { file: string; line: number } | null }[] }).errors ?? [];
  if (first === undefined) return error instanceof Error ? error.message : String(error);
  const { text, location } = first;
  if (location === null) return text;
  const place = `${relative('.', resolve(ROOT, location.file))}:${location.line}`;
  const [, missing] = /^Could not resolve "([^"]*)"/.exec(text) ?? [];
  const isNodes = missing !== undefined && isBuiltin(missing);
  return isNodes ? `${place}: it imports ${missing}, which is Node's: a page runs in a browser` : `${place}: ${text}`;
}
