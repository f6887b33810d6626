// What a proof came to, in words, and whether it looked at what it is about.

import { counted, listed } from '../../wording.ts';
import type { Level, ProofView } from './view.ts';

/** Over so many depths a trend is told. */
const DEPTHS_MIN = 3;
/** A factor from one depth to the next that counts as growth. */
const GROWTH_MIN = 1.02;

/** The heading: what was to be proved, and what came of it. */
export function headlineOf({ scenario, design, scope, verdict, states, delaysMax, finds, levels }: ProofView): string {
  const where = `${scenario} under ${design}${scope}`;
  const hard = finds.filter(({ isSoft }) => !isSoft);
  const names = hard.map(({ invariant }) => invariant);
  switch (verdict) {
    case 'violated':
      return (
        `${where} breaks ${names.length > 3 ? `${names.length} invariants` : listed(names)} within ` +
        counted(Math.min(...hard.map(({ depth }) => depth)), 'step')
      );
    case 'holds':
      return `${where}: ${provedOrHeld(delaysMax)}, in ${counted(states, 'state')}`;
    case 'vacuous':
      return `${where} breaks nothing in any of ${counted(states, 'state')}, and never comes to what it is about`;
    case 'inconclusive':
      return `${where}: given up at ${counted(states, 'state')}, nothing found up to depth ${wholeDepth(levels)}`;
    default:
      return verdict satisfies never;
  }
}

function provedOrHeld(delaysMax: number | null): string {
  return delaysMax === null ? 'proved' : `held ${withinDelays(delaysMax)}`;
}

function withinDelays(delaysMax: number): string {
  return `within ${counted(delaysMax, 'delay')}`;
}

/** The deepest level that was looked at whole. */
function wholeDepth(levels: readonly Level[]): number {
  return levels.findLastIndex(({ states, lookedAt }) => lookedAt === states);
}

/** Sentences on how well it looked. */
export function judgementOf(view: ProofView): string[] {
  const { marks, actions, isComplete, verdict } = view;
  const unmet = (list: typeof marks) => list.filter(({ depth }) => depth === null).map(({ name }) => name);
  const unreached = unmet(marks).map((name) => `“${name}”`);
  const untaken = unmet(actions);
  const never = isComplete ? 'never' : 'not yet';
  return [
    trendOf(view),
    ...(unreached.length > 0
      ? [
          `It had ${never} reached ${listed(unreached)}, which the scenario asks for` +
            (verdict === 'vacuous' ? ': of that, it proves nothing.' : '.'),
        ]
      : []),
    ...(untaken.length > 0 ? [`It had ${never} taken ${listed(untaken)}, which the scenario allows.`] : []),
  ];
}

function trendOf({ isComplete, verdict, levels, states, delaysMax }: ProofView): string {
  const whole = levels.slice(0, wholeDepth(levels) + 1).map((level) => level.states);
  const widest = whole.indexOf(Math.max(...whole));
  if (isComplete) {
    if (states === whole.length) return 'There was one thing to do at each step, and nothing to choose.';
    const most = `${counted(whole[widest] ?? 0, 'state')}, at depth ${widest}`;
    const what = delaysMax === null ? 'within the budgets' : `of schedules ${withinDelays(delaysMax)}`;
    return `Every state ${what} was looked at; the frontier was widest with ${most}.`;
  }
  if (verdict === 'violated')
    return 'It ended with the depth at which it found that; what lies deeper was not looked at.';
  const last = whole.length - 1;
  if (last < DEPTHS_MIN) return `${counted(whole.length, 'depth')} are too few to show a trend.`;
  const growth = ((whole[last] ?? 1) / (whole[last - DEPTHS_MIN] ?? 1)) ** (1 / DEPTHS_MIN);
  if (growth < GROWTH_MIN) {
    const peak = `${counted(whole[widest] ?? 0, 'state')} at depth ${widest}`;
    const now = `${counted(whole[last] ?? 0, 'state')} at depth ${last}`;
    return `The frontier had stopped growing, with ${peak} and ${now}: a larger bound may settle it.`;
  }
  return (
    `Each of the last ${DEPTHS_MIN} depths had ${growth.toFixed(2)} times as many states as the one before: ` +
    'the end was not in sight, and smaller budgets, or a hunt, will tell more than a larger bound.'
  );
}
