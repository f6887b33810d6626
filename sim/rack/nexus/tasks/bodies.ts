// What each background task does when it is activated.

import type { Op } from '../../../kernel/ask.ts';
import type { BackgroundTask } from '../../rack.ts';
import type { Nexus } from '../nexus.ts';
import { abandonedVmmReaper } from './abandoned-vmm-reaper.ts';
import { instanceReincarnation } from './instance-reincarnation.ts';
import { instanceUpdater } from './instance-updater.ts';
import { instanceWatcher } from './instance-watcher.ts';
import { sagaRecovery } from './saga-recovery.ts';

export const TASK_BODIES: Readonly<Record<BackgroundTask, (nexus: Nexus) => Op<void>>> = {
  'instance-watcher': instanceWatcher,
  'instance-updater': instanceUpdater,
  'instance-reincarnation': instanceReincarnation,
  'abandoned-vmm-reaper': abandonedVmmReaper,
  'saga-recovery': sagaRecovery,
};

/** Periods in ms (smf/nexus/multi-sled/config-partial.toml @ 0640bb277d; the updater shares the watcher's). */
export const TASK_PERIODS_MS: Readonly<Record<BackgroundTask, number>> = {
  'instance-watcher': 30_000,
  'instance-updater': 30_000,
  'instance-reincarnation': 60_000,
  'abandoned-vmm-reaper': 60_000,
  'saga-recovery': 600_000,
};
