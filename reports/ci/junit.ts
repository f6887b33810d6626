// JUnit XML, as Jenkins, GitLab, GitHub actions and the rest read it.
//
// Source of the format: https://github.com/jenkinsci/xunit-plugin, junit-10.xsd; https://github.com/testmoapp/junitxml.

import XMLBuilder from 'fast-xml-builder';
import { oneLine } from './markdown.ts';
import { type Case, countOf, type Suite } from './suites.ts';

const BUILDER = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  suppressBooleanAttributes: false,
  format: true,
});

/** Elements by name; attributes begin with `@`. */
type Element = { readonly [name: string]: string | number | Element | readonly Element[] };

/** `name` is the command's. */
export function junitXml(name: string, suites: readonly Suite[]): string {
  return BUILDER.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': attribute(name),
      ...totalsOf(suites),
      '@time': secondsOf(suites.reduce((sum, { elapsedMs = 0 }) => sum + elapsedMs, 0)),
      testsuite: suites.map(elementOfSuite),
    },
  });
}

function elementOfSuite(suite: Suite): Element {
  const { name, cases, elapsedMs = 0, file } = suite;
  return {
    '@name': attribute(name),
    ...totalsOf([suite]),
    '@skipped': countOf([suite], 'skipped'),
    // The time of a search is that of all its cases together.
    '@time': secondsOf(elapsedMs),
    ...(file === undefined ? {} : { '@file': attribute(file) }),
    testcase: cases.map((one) => ({
      '@name': attribute(one.name),
      '@classname': attribute(name),
      '@time': secondsOf(0),
      ...resultOf(one),
    })),
  };
}

function resultOf({ status, message, details = [] }: Case): Element {
  const text = sayable([message, ...details].join('\n'));
  const summary = { '@message': attribute(message) };
  switch (status) {
    case 'passed':
      return { 'system-out': text };
    case 'failed':
      return { failure: { ...summary, '@type': 'violated', '#text': text } };
    case 'error':
      return { error: { ...summary, '@type': 'inconclusive', '#text': text } };
    case 'skipped':
      return { skipped: summary };
    default:
      return status satisfies never;
  }
}

function totalsOf(suites: readonly Suite[]): Element {
  return {
    '@tests': suites.reduce((sum, { cases }) => sum + cases.length, 0),
    '@failures': countOf(suites, 'failed'),
    '@errors': countOf(suites, 'error'),
  };
}

/** A reader turns a line end in an attribute into a space. */
function attribute(text: string): string {
  return sayable(oneLine(text));
}

/** XML 1.0 has no way to say some characters: https://www.w3.org/TR/xml/#charsets. */
function sayable(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}

function secondsOf(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
