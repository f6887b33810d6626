import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { Finding } from '../../sim/rack/invariants/invariant.ts';
import {
  asked,
  both,
  CASES,
  type Change,
  findingsOf,
  guestIn,
  noGuest,
  setInstance,
  setVmm,
  success,
  VMM,
} from './bad-states.ts';

function findings(name: string, steps: readonly Change[], atRest?: Change): (Finding | undefined)[] {
  return findingsOf(INVARIANTS.find((candidate) => candidate.name === name)!, steps, atRest);
}

describe('every invariant', () => {
  it.each(INVARIANTS.map((invariant) => invariant.name))('%s has a bad state here', (name) => {
    expect(CASES[name]?.length).toBeGreaterThan(0);
  });

  it.each(INVARIANTS)('$name says what it promises and who promised it', (invariant) => {
    expect(invariant.property.length).toBeGreaterThan(30);
    expect(invariant.cites).toMatch(/@ [0-9a-f]{10}|omicron#\d+|\.rs/);
  });

  for (const [name, cases] of Object.entries(CASES)) {
    for (const { claim, steps = [], atRest } of cases) {
      it(`${name} fires: ${claim}`, () => {
        const found = findings(name, steps, atRest);

        const last = found.pop();
        expect(last?.message).toMatch(/^expected /);
        expect(found.filter(Boolean)).toEqual([]);
      });
    }
  }
});

describe('invariants stay quiet', () => {
  it.each(INVARIANTS.map((invariant) => invariant.name))('%s on a quiet rack, again and again', (name) => {
    expect(findings(name, [() => {}, () => {}], () => {}).filter(Boolean)).toEqual([]);
  });

  const quiet: readonly [string, string, readonly Change[], Change?][] = [
    [
      'intent',
      'when a start was asked for later',
      [both(noGuest, asked({}, { name: 'B', kind: 'start', answer: null })), guestIn('vmm-2')],
    ],
    ['intent', 'when the guest moves in a migration', [asked({}), both(guestIn(VMM, 'paused')), guestIn('vmm-2')]],
    [
      'intent',
      'when the stop was refused',
      [both(noGuest, asked({ answer: { isSuccess: false, status: 503, message: '' } })), guestIn('vmm-2')],
    ],
    ['single-incarnation', 'when one of two guests is paused', [guestIn('vmm-2', 'paused')]],
    [
      'terminal-is-final',
      'when a terminal row is deleted',
      [setVmm({ state: 'destroyed' }), setVmm({ isDeleted: true })],
    ],
    [
      'no-lost-report',
      'when the sled itself failed it',
      [
        both(setVmm({ state: 'failed' }), (rack) => {
          rack.truth.ends[VMM] = 'failed';
        }),
      ],
    ],
    ['settled-answer', 'when a stop answers stopping', [asked({ sent: success('stopping') })]],
    [
      'honest-answer',
      'when a start rivals the stop',
      [asked({ sent: success('running') }, { name: 'B', kind: 'start' })],
    ],
    ['honest-projection', 'when a failed start has unwound', [both(noGuest, setVmm({ state: 'saga_unwound' }))]],
    [
      'legal-path',
      'when it is restarted after failing',
      [
        asked(
          { name: 'v1', kind: 'view', answer: success('failed') },
          { name: 'v2', kind: 'view', answer: success('running'), after: ['v1'] },
        ),
      ],
    ],
    [
      're-execution',
      'when the second run did not fail',
      [
        (rack) => {
          rack.truth.nodeRuns['saga-1'] = { node: 'n', isRerun: true, hasEffect: true, hadEffect: true };
        },
      ],
    ],
    [
      'lock-liveness',
      'while the saga is at work',
      [
        both(setInstance({ updater: 'lock of saga-1' }), (rack) => {
          rack.db.sagas['saga-1'] = { id: 'saga-1', kind: 'k', params: null, owner: 'nexus-1', state: 'running' };
        }),
      ],
    ],
  ];
  it.each(quiet)('%s %s', (name, _when, steps, atRest) => {
    expect(findings(name, steps, atRest).filter(Boolean)).toEqual([]);
  });
});
