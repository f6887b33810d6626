// Every bundled scenario, in the order in which `list` and the main job show them.

import type { Scenario } from '../sim/rack/scenario.ts';
import { chargeBeforeCommit } from './found/charge-before-commit.ts';
import { chargeOfAnother } from './found/charge-of-another.ts';
import { cutOffTarget } from './found/cut-off-target.ts';
import { deleteInStart } from './found/delete-in-start.ts';
import { deletedBeforeRerun } from './found/deleted-before-rerun.ts';
import { disowned } from './found/disowned.ts';
import { dyingSource } from './found/dying-source.ts';
import { hungSource } from './found/hung-source.ts';
import { lateRegister } from './found/late-register.ts';
import { lateStop } from './found/late-stop.ts';
import { lostFinish } from './found/lost-finish.ts';
import { lostRun } from './found/lost-run.ts';
import { nexusCrashLoop } from './found/nexus-crash-loop.ts';
import { rebootInMigration } from './found/reboot-in-migration.ts';
import { rebootInStart } from './found/reboot-in-start.ts';
import { rebootOfStopping, rebootOfTerminated } from './found/reboot-of-ending.ts';
import { linkedMeanwhile, recoveredStart } from './found/recovered-start.ts';
import { runAgain } from './found/run-again.ts';
import { sagaInLimbo } from './found/saga-in-limbo.ts';
import { secondStop } from './found/second-stop.ts';
import { silentEnd } from './found/silent-end.ts';
import { spinningUpdater } from './found/spinning-updater.ts';
import { startOverMigration } from './found/start-over-migration.ts';
import { stopAfterReboot } from './found/stop-after-reboot.ts';
import { stopBeforeCharge } from './found/stop-before-charge.ts';
import { stopInCreation } from './found/stop-in-creation.ts';
import { stopInStart } from './found/stop-in-start.ts';
import { stopVsRestart } from './found/stop-vs-restart.ts';
import { terminateBeforeCharge } from './found/terminate-before-charge.ts';
import { terminateBeforeRegister } from './found/terminate-before-register.ts';
import { terminateItself } from './found/terminate-itself.ts';
import { terminateVsStart } from './found/terminate-vs-start.ts';
import { terminateVsWatcher } from './found/terminate-vs-watcher.ts';
import { timerInMigration } from './found/timer-in-migration.ts';
import { timerVsReport } from './found/timer-vs-report.ts';
import { undoneMigration } from './found/undone-migration.ts';
import { undoneRegistration } from './found/undone-registration.ts';
import { undoneTarget } from './found/undone-target.ts';
import { unstartable } from './found/unstartable.ts';
import { blastRadius } from './history/blast-radius.ts';
import { createUndo } from './history/create-undo.ts';
import { hungStart } from './history/hung-start.ts';
import { hungStop } from './history/hung-stop.ts';
import { lockLeak } from './history/lock-leak.ts';
import { lockOfDeleted } from './history/lock-of-deleted.ts';
import { stopBeforeRun } from './history/stop-before-run.ts';
import { stopVsMigration } from './history/stop-vs-migration.ts';
import { stopVsWatcher } from './history/stop-vs-watcher.ts';
import { unwoundFailure } from './history/unwound-failure.ts';
import { terminateUnder } from './holds/terminate-under.ts';
import {
  honestAnswerCrash,
  honestAnswerHalf,
  honestAnswerLock,
  honestAnswerPush,
  honestAnswerRetry,
} from './seed/honest-answer.ts';
import {
  nothingToTerminateCreating,
  nothingToTerminateDeleted,
  nothingToTerminateFailed,
  nothingToTerminateStopped,
} from './seed/nothing-to-terminate.ts';
import { spuriousSagas } from './seed/spurious-sagas.ts';
import { terminateDestroyed } from './seed/terminate-destroyed.ts';
import {
  terminateForgotten,
  terminateForgottenMigrating,
  terminateForgottenUnwatched,
} from './seed/terminate-forgotten.ts';
import { terminateHung, terminateHungHttp, terminateHungReboot } from './seed/terminate-hung.ts';
import { terminateInStart, terminateInStartCharged, terminateInStartRegistered } from './seed/terminate-in-start.ts';
import { terminateMigrating } from './seed/terminate-migrating.ts';
import { terminateRunning } from './seed/terminate-running.ts';
import { terminateThenRestart } from './seed/terminate-then-restart.ts';
import { terminateTwice } from './seed/terminate-twice.ts';
import { terminateVsStop } from './seed/terminate-vs-stop.ts';
import { undoStale, undoUnknown } from './seed/undo-stale.ts';
import { undoUnreachable } from './seed/undo-unreachable.ts';
import { visibleStates } from './seed/visible-states.ts';
import { oneInstance, twoInstances } from './workloads/workloads.ts';

export const SCENARIOS: readonly Scenario[] = [
  terminateRunning,
  terminateForgotten,
  terminateForgottenUnwatched,
  terminateForgottenMigrating,
  terminateHung,
  terminateHungHttp,
  terminateHungReboot,
  terminateTwice,
  terminateVsStop,
  terminateDestroyed,
  terminateInStart,
  terminateInStartRegistered,
  terminateInStartCharged,
  undoStale,
  undoUnknown,
  undoUnreachable,
  ...terminateMigrating,
  spuriousSagas,
  terminateThenRestart,
  honestAnswerLock,
  honestAnswerPush,
  honestAnswerHalf,
  honestAnswerRetry,
  honestAnswerCrash,
  nothingToTerminateStopped,
  nothingToTerminateFailed,
  nothingToTerminateCreating,
  nothingToTerminateDeleted,
  visibleStates,
  ...terminateUnder,
  terminateVsWatcher,
  terminateVsStart,
  terminateBeforeCharge,
  terminateBeforeRegister,
  terminateItself,
  rebootOfTerminated,
  secondStop,
  lateStop,
  stopAfterReboot,
  stopVsRestart,
  recoveredStart,
  runAgain,
  linkedMeanwhile,
  nexusCrashLoop,
  lateRegister,
  lostFinish,
  unstartable,
  sagaInLimbo,
  deletedBeforeRerun,
  chargeOfAnother,
  undoneMigration,
  undoneRegistration,
  cutOffTarget,
  undoneTarget,
  disowned,
  dyingSource,
  hungSource,
  stopInCreation,
  rebootInStart,
  rebootInMigration,
  spinningUpdater,
  startOverMigration,
  rebootOfStopping,
  deleteInStart,
  stopBeforeCharge,
  chargeBeforeCommit,
  stopInStart,
  silentEnd,
  timerInMigration,
  timerVsReport,
  lostRun,
  stopVsWatcher,
  stopVsMigration,
  lockLeak,
  lockOfDeleted,
  blastRadius,
  hungStart,
  hungStop,
  stopBeforeRun,
  createUndo,
  unwoundFailure,
  oneInstance,
  twoInstances,
];
