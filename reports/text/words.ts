// A step in words: who acts, and what happens, from its label and details.

import type { StepRecord } from '../../sim/kernel/observers.ts';
import type { Answer } from '../../sim/rack/hardware/truth.ts';
import type { Rack } from '../../sim/rack/rack.ts';

export interface Words {
  readonly who: string;
  readonly what: string;
  /** What came of it, beside the changes that it made. */
  readonly details: readonly string[];
}

/** `7.008s`: virtual time. */
export function showTime(ms: number): string {
  return `${(ms / 1000).toFixed(3)}s`;
}

/** The part of a label before the point: the task that acts. */
export function actorOf(label: string): string {
  const end = label.indexOf(': ');
  return end < 0 ? label : label.slice(0, end);
}

/** The part of a label after the task. */
export function pointOf(label: string): string {
  return label.slice(label.indexOf(': ') + 2);
}

export function tellStep(record: StepRecord<Rack>): Words {
  const { label, kind, process } = record;
  const details = record.details.map(plainDetail);
  const who = actorOf(label);
  const point = pointOf(label);
  switch (kind) {
    case 'request':
      return { who: process, what: `gets ${requestOf(point, process)} from ${who}`, details };
    case 'reply':
      return tellReply(record);
    case 'timer':
      return { who, what: point.replace(/^(.*) timeout$/, 'waits no longer for $1 (timeout)'), details };
    case 'fault':
      return { who: process, what: `FAULT ${label.replace(/^fault: /, '')}`, details };
    case 'external':
      return tellExternal(record);
    case 'step':
    case 'park':
    case 'choice':
      return { who, what: point, details };
    default:
      return kind satisfies never;
  }
}

/** Errors that the recorder put as JSON. */
function plainDetail(text: string): string {
  const [, head, json = ''] = /^(refused: |.* ends with )(\{.*\})$/.exec(text) ?? [];
  return head === undefined ? text : head + readError(json).replace(/^error /, '');
}

/** `sled-1 unregister vmm-1 request` at sled-1 is `unregister vmm-1`. */
function requestOf(point: string, process: string): string {
  const request = point.replace(/ request( \(\d+\))?$/, '');
  if (request === `push to ${process}`) return 'a push';
  return request.replace(`${process} `, '').replace(/^Propolis /, '');
}

function tellReply({ label, process, details }: StepRecord<Rack>): Words {
  const [answer = '', ...others] = details;
  const point = pointOf(label).replace(/ reply$/, '');
  if (process === 'client') {
    const verb = answer.startsWith('error: ') ? 'gets' : 'is answered';
    return { who: 'client', what: `${actorOf(label)} ${verb} ${showAnswer(answer, point)}`, details: others };
  }
  return { who: actorOf(label), what: `${point}: ${showAnswer(answer, point)}`, details: others };
}

function tellExternal({ label, process, details }: StepRecord<Rack>): Words {
  const operation = /^client: (.+) \((\S+) (\S+) at (\S+)\)/.exec(label);
  if (operation) {
    const [, name, kind, instance, nexus] = operation;
    return { who: 'client', what: `issues ${name}: ${kind} ${instance} at ${nexus}`, details };
  }
  const tick = /^tick: (\S+) (\S+)/.exec(label);
  if (tick) return { who: tick[1] as string, what: `timer of ${tick[2]} fires`, details };
  if (label.startsWith('restart ')) return { who: process, what: 'restarts', details };
  const heal = /^heal (.+) to (.+)$/.exec(label);
  if (heal) return { who: 'network', what: `carries messages from ${heal[1]} to ${heal[2]} again`, details };
  return { who: process, what: label, details };
}

/** `answer: {...}` or `error: {...}`, as the recorder puts them, in words. */
function showAnswer(text: string, point: string): string {
  const [, kind, json = ''] = /^(answer|error): ([\s\S]*)$/.exec(text) ?? [];
  if (kind === undefined) return text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return text;
  }
  return kind === 'error' ? showError(value) : showValue(value, point);
}

function showValue(value: unknown, point: string): string {
  if (value === null) return point.includes('unregister') ? 'no state: it knows no such VMM' : 'ok';
  if (typeof value !== 'object') return String(value);
  if ('isSuccess' in value) return showHttp(value as { status?: unknown; state?: unknown; message?: unknown });
  if ('state' in value && 'gen' in value) {
    const { migrationIn, migrationOut } = value as { migrationIn?: Side; migrationOut?: Side };
    const sides = [migrationIn && `in ${migrationIn.state}`, migrationOut && `out ${migrationOut.state}`].filter(
      Boolean,
    );
    return `${value.state} gen ${value.gen}${sides.length > 0 ? ` (migration ${sides.join(', ')})` : ''}`;
  }
  return JSON.stringify(value);
}

type Side = { readonly state: string } | null;

/** `202 stopped`, `404 not found`. */
function showHttp({ status, state, message }: { status?: unknown; state?: unknown; message?: unknown }): string {
  return [status, state ?? message].filter((part) => part !== undefined && part !== null).join(' ');
}

/** What a client was told, if it was told anything: `is answered 202 stopped`, `gets no answer (connection reset)`. */
export function tellClient(answer: Answer | undefined): string {
  if (answer === undefined) return 'is never answered';
  if (answer.isSuccess || answer.status > 0) return `is answered ${showHttp(answer)}`;
  return `gets ${readError(answer.message.replace(/^no answer: /, ''))}`;
}

/** An error as JSON, in words; the text itself when it is none. */
export function readError(json: string): string {
  try {
    return showError(JSON.parse(json));
  } catch {
    return json;
  }
}

function showError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return `error ${JSON.stringify(error)}`;
  // What a sled answered, as Nexus wraps it.
  if ('class' in error && 'error' in error) return showError(error.error);
  if ('network' in error) {
    return error.network === 'timeout' ? 'no answer in time' : `no answer (connection ${error.network})`;
  }
  const { status, code, message } = error as { status?: unknown; code?: unknown; message?: unknown };
  const words = [status, code, message].filter((part) => part !== undefined);
  return `error ${words.length > 0 ? words.join(' ') : JSON.stringify(error)}`;
}
