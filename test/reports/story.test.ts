import { beforeAll, describe, expect, it } from 'vitest';
import type { RecordedRun } from '../../reports/recorded-run.ts';
import { makePaint } from '../../reports/text/paint.ts';
import { storyLines } from '../../reports/text/story.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { perform } from '../../sim/search/course.ts';
import { togglesOf } from '../search/local.ts';

/** A stop whose sled-agent crashes, and a termination that finds nothing. */
const scenario: Scenario = {
  name: 'test/crash',
  title: 'test: a crash',
  story: 'A sled-agent forgets its VMM, and a client terminates it.',
  operations: [
    { name: 'stop A', kind: 'stop' },
    { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  script(play) {
    play.issue('stop A');
    play.reach('stop A: sled-1 put-state stopped vmm-1 request');
    play.fault('crash-sled-agent sled-1');
    play.let('restart sled-1');
    play.issue('terminate B');
    play.settle();
    play.tick('nexus-1', 'instance-watcher');
    play.settle();
  },
  expected: {},
};

function record(design: string, violation?: Partial<RecordedRun['violations'][number]>): RecordedRun {
  const toggles = togglesOf(design);
  const options = { isRecording: true, isDigesting: true, invariants: [] };
  const run = perform(scenario, toggles, { kind: 'script' }, options);
  const one = { invariant: 'intent', isSoft: false, subject: 'vmm-1', message: 'expected x; it is y', isAtRest: false };
  return {
    scenario,
    design,
    origin: { scenario: scenario.name, file: null, set: {}, seed: null, strategy: 'script' },
    config: run.config,
    course: 'as scripted',
    records: run.simulation.records,
    choices: run.labels.length,
    ticks: run.ticks,
    violations: violation ? [{ ...one, step: run.labels.length, ...violation }] : [],
    marks: run.simulation.marks,
    digest: run.simulation.digest,
    verdict: violation ? 'violated' : 'holds',
    expected: 'holds',
    surprises: [],
    command: 'rack replay it',
  };
}

const tell = (run: RecordedRun, isEverything = false) => storyLines(run, { paint: makePaint(false), isEverything });
/** Columns count for a reader, not for these tests. */
const squeeze = (lines: readonly string[]) => lines.map((line) => line.trim().replace(/ +/g, ' '));

describe('the story of a run', () => {
  let run: RecordedRun;
  let lines: string[];
  let text: string[];
  beforeAll(() => {
    run = record('pr-6795/6', {});
    lines = tell(run);
    text = squeeze(lines);
  });
  const has = (pattern: RegExp) => expect(text).toContainEqual(expect.stringMatching(pattern));

  it('begins with the scenario, its story, and the design in full', () => {
    expect(text[0]).toBe('test/crash under pr-6795/6');
    expect(text).toContain('A sled-agent forgets its VMM, and a client terminates it.');
    has(/^terminate\.api = present \(oct-2024: absent\)$/);
    has(/^the other \d+ toggles as in oct-2024 \(`rack list toggles`\)$/);
    has(/^run as scripted; \d+ choices, then \d+ steps of drain; [\d.]+s of virtual time; digest/);
  });

  it('tells requests and answers in words', () => {
    has(/^> 1 0\.000s client issues stop A: stop instance-1 at nexus-1$/);
    has(/^< \d+ [\d.]+s client terminate B is answered 202 \w+$/);
    has(/nexus-2 terminate B\S* sled-1 unregister vmm-1: no state: it knows no such VMM$/);
  });

  it('sets faults and restarts off with a mark', () => {
    has(/^! \d+ [\d.]+s sled-1 FAULT crash-sled-agent sled-1$/);
    has(/^~ \d+ [\d.]+s sled-1 restarts$/);
    has(/^~ \d+ [\d.]+s nexus-1 timer of instance-watcher fires$/);
  });

  it('shows rows before and after, beside what is physically so', () => {
    has(/^= vmm-1: running gen 4 -> failed gen 5$/);
    has(/^= instance-1: unlocked -> locked by saga-1$/);
    has(/^\* sled-1 no longer knows vmm-1$/);
    has(/^\* the guest of vmm-1 is killed on sled-1$/);
  });

  it('folds bookkeeping, and tells all of it when asked', () => {
    has(/^\d+-\d+ \(\d+ steps of bookkeeping: .*saga log.*\)$/);
    expect(text.join('\n')).not.toMatch(/look up instance-1/);
    const all = squeeze(tell(run, true));
    expect(all.join('\n')).toMatch(/look up instance-1/);
    expect(all.filter((line) => /^. ?\d+ [\d.]+s /.test(line) || /^\d+ [\d.]+s /.test(line)).length).toBeGreaterThan(
      run.records.length - 1,
    );
  });

  it('tells of a violation what was promised and by whom, what came, and the steps that made it so', () => {
    has(/^VIOLATED intent, of vmm-1, after step \d+$/);
    has(/^must hold after an accepted stop/);
    has(/^promised omicron#/);
    has(/^found expected x; it is y$/);
    has(/^\d+ [\d.]+s sled-1: .*sled-1 no longer knows vmm-1/);
    has(/^\d+ [\d.]+s nexus-2 terminate B\S*: vmm-1: running gen 4 -> failed gen 5$/);
  });

  it('shows the violation in its place among the steps', () => {
    const place = text.findIndex((line) => line.startsWith('^^^^ intent does not hold any more'));

    expect(place).toBeGreaterThan(0);
    expect(place).toBeLessThan(text.findIndex((line) => line.startsWith('The drain')));
  });

  it('says of one found at rest that it was found then', () => {
    const atRest = squeeze(tell(record('pr-6795/6', { isAtRest: true, step: run.records.length })));

    expect(atRest).toContainEqual(expect.stringMatching(/^VIOLATED intent, of vmm-1, at rest after step \d+$/));
    expect(atRest.join('\n')).not.toContain('^^^^');
  });

  it('ends with how things stand, what clients were told, the verdict, and the command', () => {
    has(/^instance-1: .*; clients see \w+; (not )?charged/);
    has(/^│ vmm-1 │ failed gen 5 on sled-1, deleted │ unknown to it │ none │ none │$/);
    has(/^stop A stop instance-1 at nexus-1 (is answered \d+|is never answered|gets no answer)/);
    has(/^verdict violated: intent$/);
    expect(text.at(-1)).toBe('rack replay it');
  });

  it('has no colours where there is no terminal', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what this looks for.
    expect(lines.join('\n')).not.toMatch(/\x1b/);
  });

  it('says so when a request is refused', () => {
    expect(squeeze(tell(record('oct-2024')))).toContainEqual(expect.stringMatching(/terminate B is answered 404/));
  });
});

describe('the story of a run without a step', () => {
  it('is told, too', () => {
    const { script: _, operations: __, ...still } = scenario;
    const run = perform(
      still,
      togglesOf('oct-2024'),
      { kind: 'default' },
      { isRecording: true, isDigesting: true, invariants: [] },
    );
    const empty = { ...record('oct-2024'), scenario: still, records: run.simulation.records.slice(0, 0), choices: 0 };

    expect(squeeze(tell(empty))).toContain('instance-1: vmm gen 3, active vmm-1; clients see running; charged 2 CPUs');
  });
});
