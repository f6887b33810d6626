// A hunt that was stopped, as a file: what was asked for, and what has come of it so far. A hunt that goes on from it
// comes to the same as one that was never stopped.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type HuntResult, NOTHING_YET } from '../search/hunt.ts';
import { MODEL_VERSION } from '../search/schedule.ts';
import { SearchTally, type TallyMemory } from '../search/statistics.ts';
import { oneLine, UsageError } from './exit.ts';
import { OUT, pathSafe, readAtMost, writeWhole } from './save.ts';

const FORMAT = 'rack-hunt/1';
const MAX_MIB = 128;

const count = z.number().nonnegative();
const names = z.array(z.string());

const resultShape = z.strictObject({
  runs: count,
  steps: count,
  marks: z.record(z.string(), count),
  finds: z
    .array(
      z.strictObject({
        seed: count,
        strategy: z.string(),
        drawn: z.record(z.string(), z.union([z.string(), z.number()])),
        invariant: z.string(),
        isSoft: z.boolean(),
        message: z.string(),
        step: count,
        choices: names.readonly(),
      }),
    )
    .readonly(),
  digest: z.string(),
}) satisfies z.ZodType<HuntResult>;

const runsAndStates = z.strictObject({ runs: count, states: count });
const tallyShape = z.strictObject({
  met: z.array(z.number()),
  strategies: z.record(z.string(), runsAndStates),
  actions: z.record(z.string(), count),
  lengths: z.array(z.tuple([count, count])),
  growth: z.array(runsAndStates),
  stride: count,
  runs: count,
  lastNewRun: count,
}) satisfies z.ZodType<TallyMemory>;

const shape = z.strictObject({
  format: z.literal(FORMAT),
  modelVersion: z.literal(MODEL_VERSION, 'made with another version of the model: it would go on otherwise'),
  asked: z.strictObject({
    scenarios: names,
    design: z.string(),
    set: names,
    strategy: z.string(),
    depth: z.int().positive(),
    seed: count,
    runs: count.optional(),
    for: count.optional(),
    keepGoing: z.literal(true).optional(),
    invariant: names,
  }),
  /** For the first scenarios in turn: those before the last have been hunted to their end. */
  hunts: z.array(z.strictObject({ elapsedMs: count, result: resultShape, tally: tallyShape })),
});

type HuntFile = z.infer<typeof shape>;

/** The options that decide what a hunt does. */
export type HuntAsked = HuntFile['asked'];

/** What has come of one scenario so far. */
export interface HuntSoFar {
  readonly elapsedMs: number;
  readonly result: HuntResult;
  readonly tally: TallyMemory;
}

/** Where a hunt is kept unless it goes on from a file. */
function huntPath({ scenarios, design, seed }: HuntAsked): string {
  const what = scenarios.length === 1 ? (scenarios[0] as string) : `${scenarios.length} scenarios`;
  return join(OUT, 'hunts', `${[what, design, String(seed)].map(pathSafe).join('-')}.hunt.json`);
}

/** Throws {@link UsageError} that names the file and the place. */
export function readHunt(path: string): HuntFile {
  let json: unknown;
  try {
    json = JSON.parse(readAtMost(path, MAX_MIB));
  } catch (error) {
    const isUnread = (error as NodeJS.ErrnoException).code !== undefined;
    throw new UsageError(isUnread ? `cannot read ${path}: ${oneLine(error)}` : `${path}: not JSON: ${oneLine(error)}`);
  }
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'the top level' : issue.path.join('.');
  throw new UsageError(`${path}: not a hunt of this tool: ${oneLine(`${place}: ${issue?.message}`)}`);
}

/** Between two saves of a hunt that goes on; whoever kills it loses no more. */
const SAVE_EVERY_MS = 30_000;

const NOTHING: HuntSoFar = { elapsedMs: 0, result: NOTHING_YET, tally: new SearchTally().memory };

/** Keeps the file of a hunt up to date: there is none before it is worth it, and none once the hunt is done. */
export class HuntKeeper {
  readonly path: string;
  private readonly asked: HuntAsked;
  private readonly hunts: HuntSoFar[];
  private savedAt = performance.now();
  private hasFile: boolean;

  /** `resumed` is where the file is that the hunt goes on from. */
  constructor(asked: HuntAsked, resumed?: { readonly path: string; readonly hunts: readonly HuntSoFar[] }) {
    this.asked = asked;
    this.path = resumed?.path ?? huntPath(asked);
    this.hunts = [...(resumed?.hunts ?? [])];
    this.hasFile = resumed !== undefined;
  }

  /** What has come of the scenario at this position. */
  at(index: number): HuntSoFar {
    return this.hunts[index] ?? NOTHING;
  }

  /** Called often; `soFar` is asked only when it is time to save it. */
  note(index: number, soFar: () => HuntSoFar): void {
    if (performance.now() - this.savedAt < SAVE_EVERY_MS) return;
    this.put(index, soFar());
    this.save();
  }

  put(index: number, soFar: HuntSoFar): void {
    this.hunts[index] = soFar;
  }

  save(): void {
    const file = { format: FORMAT, modelVersion: MODEL_VERSION, asked: this.asked, hunts: this.hunts };
    writeWhole(this.path, `${JSON.stringify(file)}\n`);
    this.savedAt = performance.now();
    this.hasFile = true;
  }

  forget(): void {
    if (this.hasFile) rmSync(this.path, { force: true });
  }
}
