import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/index.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { type Course, perform, walkFrom } from '../../sim/search/course.ts';
import { Replay } from '../../sim/search/replay.ts';
import type { Run, RunOptions } from '../../sim/search/run.ts';
import { replaySchedule, scheduleOf } from '../../sim/search/witness.ts';
import { anything, busy, firstGuestLives, TOGGLES } from './local.ts';

const DIGEST = { isDigesting: true, invariants: [] } as const;
const seeds = fc.nat({ max: 1_000_000 });
const origin = { scenario: 'x', design: 'y', set: {}, seed: 1, strategy: 'walk' };

function again(run: Run, scenario: Scenario, options: RunOptions = {}): { run: Run; replay: Replay } {
  const replay = new Replay(run.labels);
  return { run: perform(scenario, TOGGLES, { kind: 'replay', replay }, { ...DIGEST, ...options }), replay };
}

describe('a replay', () => {
  test.prop([fc.constantFrom(busy, anything), seeds, fc.boolean()], { numRuns: 40 })(
    'of a walk takes the same steps to the same states, recorded or not',
    (scenario, seed, isRecording) => {
      const walked = perform(scenario, TOGGLES, walkFrom(seed), DIGEST);

      const { run, replay } = again(walked, scenario, { isRecording });

      expect(replay.divergence).toBeUndefined();
      expect(run.labels).toEqual(walked.labels);
      expect(run.simulation.digest).toBe(walked.simulation.digest);
    },
  );

  it.each(SCENARIOS.filter(({ script }) => script !== undefined).map((scenario) => [scenario.name, scenario] as const))(
    'of a script takes the same steps to the same states: %s',
    (_, scenario) => {
      // Some scripts end in thousands of steps; hashing each would take longer than all other tests.
      const options = { isDigesting: false, invariants: [] };
      const played = perform(scenario, TOGGLES, { kind: 'script' }, options);

      const { run, replay } = again(played, scenario, options);

      expect(replay.divergence).toBeUndefined();
      expect(run.simulation.stepCount).toBe(played.simulation.stepCount);
      expect(run.simulation.state).toEqual(played.simulation.state);
    },
  );

  it('takes ticks and faults of a script that no budget of the scenario has', () => {
    const scenario: Scenario = {
      ...busy,
      faults: { kinds: [], max: 0 },
      ticks: 0,
      script(play) {
        play.tick('nexus-2', 'instance-watcher');
        play.tick('nexus-2', 'instance-watcher');
        play.fault('crash-sled-agent sled-1');
        play.let('restart sled-1');
      },
    };
    const played = perform(scenario, TOGGLES, { kind: 'script' }, DIGEST);

    const { run } = again(played, scenario);

    expect(run.labels).toContain('fault: crash-sled-agent sled-1');
    expect(run.simulation.digest).toBe(played.simulation.digest);
  });
});

describe('a choice that is not there', () => {
  const labels = perform(busy, TOGGLES, walkFrom(1), DIGEST).labels;
  const gone = 'client: stop Z (stop instance-1 at nexus-1)';
  const broken = [...labels.slice(0, 3), gone, ...labels.slice(3)];
  const play = (choices: readonly string[], mode: 'strict' | 'lenient' | 'alike') => {
    const replay = new Replay(choices, mode);
    const course: Course = { kind: 'replay', replay };
    return { replay, labels: perform(busy, TOGGLES, course, DIGEST).labels };
  };

  it('ends a strict replay', () => {
    expect(play(broken, 'strict').labels).toEqual(labels.slice(0, 3));
  });

  it('is skipped by a lenient replay', () => {
    expect(play(broken, 'lenient').labels).toEqual(labels);
  });

  it('is told with its place and with what was possible, the nearest first', () => {
    const { divergence } = play(broken, 'lenient').replay;

    expect(divergence).toMatchObject({ step: 3, choice: 4, wanted: gone });
    expect(divergence?.possible.length).toBeLessThanOrEqual(5);
    expect(divergence?.possible[0]).toMatch(/^client: /);
  });

  it('may be one that differs only in its numbers, when shrinking', () => {
    const first = 'client: stop A (stop instance-1 at nexus-1)';

    expect(play([gone], 'lenient').labels).toEqual([]);
    expect(play([gone], 'alike').labels).toEqual([first]);
  });

  it('may be a tick or a fault that makes no sense', () => {
    const nonsense = ['tick: nexus-9 instance-watcher', 'tick: nexus-1 sleep', 'fault: crash-nexus nexus-9', 'tick: '];

    expect(play(nonsense, 'lenient').labels).toEqual([]);
  });
});

describe('a schedule that is replayed', () => {
  const invariants = [firstGuestLives];
  const script = (play: Parameters<NonNullable<Scenario['script']>>[0]) => {
    play.issue('terminate A');
    play.settle();
  };
  const scenario: Scenario = { ...busy, script };
  const run = perform(scenario, TOGGLES, { kind: 'script' }, { isDigesting: true, invariants });
  const schedule = scheduleOf(run, origin, firstGuestLives.name);

  it('reproduces its violation', () => {
    const replayed = replaySchedule(schedule, scenario, TOGGLES, { invariants });

    expect(replayed).toMatchObject({ isReproduced: true, isSameDigest: true, divergence: undefined });
  });

  it('does not reproduce it where the violation is gone', () => {
    const replayed = replaySchedule({ ...schedule, choices: [] }, scenario, TOGGLES, { invariants });

    expect(replayed).toMatchObject({ isReproduced: false, isSameDigest: false });
  });

  it('says nothing of a violation when it names none', () => {
    const { violation: _, ...harmless } = schedule;

    expect(replaySchedule(harmless, scenario, TOGGLES, { invariants }).isReproduced).toBeUndefined();
  });
});
