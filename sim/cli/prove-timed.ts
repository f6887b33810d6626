// One proof against the clock: it stops, with what it has, when its time is over or somebody asks.

import { type Proof, proving } from '../search/prove/prove.ts';
import type { Question } from '../search/prove/question.ts';
import type { ProofProgress, ProveOptions } from '../search/prove/searching.ts';
import type { Team } from '../search/prove/team.ts';

/** A proof, and how long it took; plain data. */
export interface TimedProof {
  readonly proof: Proof;
  readonly elapsedMs: number;
}

interface Limits {
  /** `null` for no limit. */
  readonly forMs: number | null;
  readonly isStopping: () => boolean;
  /** Told now and then how far it is, after so many ms. */
  readonly onProgress?: (progress: ProofProgress, ms: number) => void;
}

const TOLD_EVERY_MS = 100;

export async function proveTimed(
  question: Question,
  options: ProveOptions,
  { forMs, isStopping, onProgress }: Limits,
  team?: Team,
): Promise<TimedProof> {
  const steps = proving(question, options, team);
  const start = performance.now();
  let told = start;
  for (;;) {
    const now = performance.now();
    const isOver = isStopping() || (forMs !== null && now - start >= forMs);
    const turn = steps.next(isOver ? 'stop' : undefined);
    if (turn.done) return { proof: turn.value, elapsedMs: Math.round(performance.now() - start) };
    if (now - told < TOLD_EVERY_MS) continue;
    told = now;
    onProgress?.(turn.value, now - start);
    // Signals are let through.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
