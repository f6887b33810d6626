import type { Scenario } from '../../sim/rack/scenario.ts';
import { stopBehindCopy } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/** R29: omicron#11107. */
export const stopVsMigration: Scenario = {
  name: 'history/stop-vs-migration',
  title: 'stop: while the instance migrates',
  story:
    'A migration is under way. A client stops the instance; the stop goes to the source, which takes it and ' +
    'comes to it only after the migration. The migration succeeds, the source would have ended anyway, and ' +
    'the guest runs on in the target: the accepted stop is lost.',
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'stop B', kind: 'stop' },
  ],
  script(play) {
    stopBehindCopy(play);
    play.release('pauses the guest');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['intent'] }),
};
