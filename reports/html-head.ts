// What every page begins with, with a script or without.

export interface HtmlHead {
  /** The content security policy. */
  readonly policy: string;
  /** As text. */
  readonly title: string;
  readonly style: string;
}

/** From the doctype to the end of the head. */
export function htmlHead({ policy, title, style }: HtmlHead): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>
${style.replaceAll('</', '<\\/')}</style>
</head>`;
}

/** Text as it stands, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
