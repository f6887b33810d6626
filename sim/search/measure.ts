// How long a schedule is to a reader. Less is better, the earlier property counting more.

/** In order of weight. */
export interface Measure {
  /** Requests of clients. */
  readonly operations: number;
  readonly faults: number;
  /** Ticks, restarts, and links that heal. */
  readonly nudges: number;
  /** All choices. */
  readonly steps: number;
  /** Neighbouring choices that are not of the same task. */
  readonly switches: number;
}

export function isOperation(label: string): boolean {
  return label.startsWith('client: ');
}

export function isFault(label: string): boolean {
  return label.startsWith('fault: ');
}

export function isNudge(label: string): boolean {
  return /^(tick: |restart |heal )/.test(label);
}

/** Who acts in a choice: its task, or the whole label for what comes from outside. */
export function actorOf(label: string): string {
  if (isOperation(label) || isFault(label) || isNudge(label)) return label;
  const end = label.indexOf(': ');
  return end < 0 ? label : label.slice(0, end);
}

export function measure(choices: readonly string[]): Measure {
  let switches = 0;
  for (let i = 1; i < choices.length; i++) {
    if (actorOf(choices[i] as string) !== actorOf(choices[i - 1] as string)) switches++;
  }
  return {
    operations: choices.filter(isOperation).length,
    faults: choices.filter(isFault).length,
    nudges: choices.filter(isNudge).length,
    steps: choices.length,
    switches,
  };
}

/** True when `a` is shorter than `b`. */
export function isLess(a: Measure, b: Measure): boolean {
  for (const key of ['operations', 'faults', 'nudges', 'steps', 'switches'] as const) {
    if (a[key] !== b[key]) return a[key] < b[key];
  }
  return false;
}
