// Whether a task may go first, where what the others would do is held up.

import { expect, it } from 'vitest';
import { attempt, call, type Op, Rejection, start, step, succeed } from '../../../sim/kernel/ask.ts';
import { Choice } from '../../../sim/search/prove/choice.ts';
import { Offer } from '../../../sim/search/prove/offer.ts';
import type { Reduction } from '../../../sim/search/prove/reduction.ts';
import { modelOf } from '../../kernel/harness.ts';
import { type Explored, exploreToy, type ToyOptions } from './toys.ts';

interface Light {
  readonly rows: Record<string, { isOn: boolean }>;
}

function* ask(): Op<void> {
  yield* call('q', 'switch on', null, { label: 'asks' });
}

function* turnOn(): Op<null> {
  return yield* step('switches on', ({ rows }: Light) => {
    rows.light = { isOn: true };
    return null;
  });
}

function* look(): Op<void> {
  const isOn = yield* step('looks', ({ rows }: Light) => rows.light?.isOn, { isRead: true });
  if (isOn) yield* step('reads on', () => {}, { isRead: true });
}

function* tidy(whose: string): Op<void> {
  yield* step('tidies', ({ rows }: Light) => {
    delete rows[`${whose} broken`];
    delete rows[`${whose} lost`];
    rows[`${whose} spare`] = { isOn: false };
  });
}

it('does not go before what a cut link holds up', () => {
  const model = modelOf<Light>(() => ({ rows: { light: { isOn: false } } }), {
    depths: { rows: 2 },
    serve: () => ({ name: 'q serves', body: start(turnOn) }),
  });
  const { space } = exploreToy(
    model,
    (world) => {
      world.spawn('p', 'p', start(ask));
      world.spawn('r', 'r', start(look));
    },
    { isReduced: true, faults: ['partition'] },
  );
  const offer = new Offer(space);
  const choice = new Choice(offer, space.machine, space.reduction as Reduction);
  const after = (state: Int32Array, label: string): Int32Array => {
    offer.list(state);
    const move = offer.moves.find((one) => one.label === label);
    if (move === undefined) throw new Error(`${label} is not among ${offer.moves.map((one) => one.label)}`);
    return space.machine.after(state, space.machine.effectOf(move, state));
  };
  const cut = after(space.initial, 'fault: partition "p: asks request"');

  offer.list(cut);
  expect(offer.moves.map(({ label }) => label)).toEqual(['r: looks', 'heal p to q']);
  expect(choice.of(cut)).toBeUndefined();

  const over = after(after(after(cut, 'heal p to q'), 'p: asks request'), 'q serves: switches on');
  offer.list(over);
  expect(choice.of(over)?.map((task) => offer.moves[offer.starts[task] as number]?.label)).toEqual(['r: looks']);
});

/** Two who tidy up beside each other. */
function exploreTidying(onlookers?: ToyOptions<Light>['onlookers']): Explored {
  const model = modelOf<Light>(() => ({ rows: { light: { isOn: false } } }), { depths: { rows: 2 } });
  return exploreToy(
    model,
    (world) => {
      world.spawn('p', 'p', start(tidy, 'p'));
      world.spawn('q', 'q', start(tidy, 'q'));
    },
    { isReduced: true, ...(onlookers && { onlookers }) },
  );
}

it('sees no conflict between those who add to a list of keys and take off what is not in it', () => {
  expect(exploreTidying().explorer.states).toBe(3);
});

it('keeps those apart who add to a list that an invariant looks at', () => {
  const { explorer } = exploreTidying(({ cells }) => ({
    gazes: [new Set([cells.cell('keys', 'rows')])],
    isMindful: () => false,
    isUnmoved: () => false,
  }));

  expect(explorer.states).toBe(4);
});

const SLIPS = ['slips', 'falls'].map((label) => ({ kind: 'slip', applied: false, label, error: new Rejection(label) }));

/** Comes back to where it was by itself, and by way of a fault. */
function* goRound(): Op<void> {
  yield* step('sets out', () => {});
  const isBack = yield* attempt(step('comes back', () => {}, { failures: SLIPS.slice(1) }));
  if (!isBack.ok) {
    yield* step('is hurt', ({ rows }: Light) => {
      rows.pain = { isOn: true };
    });
    yield* step('is well', ({ rows }: Light) => {
      rows.pain = { isOn: false };
    });
  }
  yield* succeed('z', start(goRound));
}

/** Has more moves than whoever goes round, so that it is not looked at first. */
function* tryToTurnOn(): Op<void> {
  const light = ({ rows }: Light) => {
    rows.light = { isOn: true };
  };
  yield* attempt(step('switches on', light, { failures: SLIPS }));
}

it('puts nobody off for those who go round by way of a fault that strikes again and again', () => {
  const model = modelOf<Light>(() => ({ rows: { light: { isOn: false }, pain: { isOn: false } } }), {
    depths: { rows: 2 },
  });
  let isEverOn = false;
  const onState = ({ rows }: Light) => {
    isEverOn ||= rows.light?.isOn === true;
  };
  exploreToy(
    model,
    (world) => {
      world.spawn('z', 'z', start(goRound));
      world.spawn('a', 'a', start(tryToTurnOn));
    },
    { isReduced: true, faults: ['slip'], onState },
  );

  expect(isEverOn).toBe(true);
});

/** Comes back to where it was. */
function* goRoundAlone(): Op<void> {
  yield* step('sets out', () => {});
  yield* step('comes back', () => {});
  yield* succeed('z', start(goRoundAlone));
}

function* turnOnAndOff(): Op<void> {
  for (const isOn of [true, false, true]) {
    yield* step(`switches ${isOn ? 'on' : 'off'}`, ({ rows }: Light) => {
      rows.light = { isOn };
    });
  }
}

it('looks at those who may go round in a loop once all others have done what concerns nobody', () => {
  const model = modelOf<Light>(() => ({ rows: { light: { isOn: false } } }), { depths: { rows: 2 } });
  const { explorer } = exploreToy(
    model,
    (world) => {
      world.spawn('z', 'z', start(goRoundAlone));
      world.spawn('a', 'a', start(turnOnAndOff));
    },
    { isReduced: true },
  );

  // Three steps of the one, and then the two states of the other: not each of those with each of these.
  expect(explorer.states).toBe(5);
});
