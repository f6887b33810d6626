// All invariants, in the order in which a matrix shows them.

import { accounting } from './accounting.ts';
import { blastRadius } from './blast-radius.ts';
import { consistentRecord } from './consistent-record.ts';
import { honestAnswer, settledAnswer } from './honest-answer.ts';
import { honestProjection } from './honest-projection.ts';
import { intent } from './intent.ts';
import type { Invariant } from './invariant.ts';
import { legalPath } from './legal-path.ts';
import { lockLiveness } from './lock-liveness.ts';
import { noIdleWork } from './no-idle-work.ts';
import { noLostReport } from './no-lost-report.ts';
import { noOrphan } from './no-orphan.ts';
import { noPhantom } from './no-phantom.ts';
import { progress } from './progress.ts';
import { reExecution } from './re-execution.ts';
import { requestsEnd } from './requests-end.ts';
import { sagasRest } from './sagas-rest.ts';
import { singleIncarnation } from './single-incarnation.ts';
import { staysUp } from './stays-up.ts';
import { terminalIsFinal } from './terminal-is-final.ts';

export const INVARIANTS: readonly Invariant[] = [
  progress,
  requestsEnd,
  intent,
  staysUp,
  singleIncarnation,
  noOrphan,
  noPhantom,
  accounting,
  sagasRest,
  lockLiveness,
  terminalIsFinal,
  noLostReport,
  honestAnswer,
  settledAnswer,
  honestProjection,
  legalPath,
  blastRadius,
  noIdleWork,
  reExecution,
  consistentRecord,
] as readonly Invariant[];
