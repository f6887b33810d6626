// The zone around a Propolis: its boot and its halt. Halting kills the process and with it the guest.
// Source: setup_propolis_inner, terminate_inner, sled-agent/src/instance.rs @ 0640bb277d.

import { kill, memory, type Op, step } from '../../kernel/ask.ts';
import { killGuest } from '../hardware/guest.ts';
import { type InstanceId, propolisProcess, type SledId, type VmmId } from '../ids.ts';
import type { Rack } from '../rack.ts';
import type { SledAgent } from '../sled-agent/sled-agent.ts';
import { closeConnection } from './migration.ts';
import { freshPropolis } from './propolis.ts';

/** Zone install, boot and the wait for HTTP, in ms: observed 1.7 s for the install, an estimate for the rest. */
const ZONE_BOOT_MS = 8_000;
/** Log bundle and halt, in ms: 5.5 s (#6809) and some for the halt. */
const ZONE_HALT_MS = 7_000;

/** Installs and boots the zone; its Propolis answers, and has no VM yet. */
export function* bootZone(vmm: VmmId, instance: InstanceId, sled: SledId): Op<void> {
  yield* step(
    `boots the zone of ${vmm}`,
    (rack: Rack) => {
      rack.propolises[vmm] = freshPropolis(vmm, instance, sled);
    },
    { latencyMs: ZONE_BOOT_MS },
  );
}

/** Bundles the zone's logs and halts it. The other end of a migration sees its connection close. */
export function* haltZone(agent: SledAgent, vmm: VmmId): Op<void> {
  yield* step(`bundles logs and halts the zone of ${vmm}`, (rack: Rack) => killGuest(rack, vmm), {
    latencyMs: ZONE_HALT_MS,
    describe: (hadGuest) => (hadGuest ? `the guest of ${vmm} is killed` : 'no guest was left'),
  });
  yield* removePropolis(agent, vmm);
}

/** Takes the process out of existence. */
function* removePropolis(agent: SledAgent, vmm: VmmId): Op<void> {
  const source = yield* memory((rack: Rack) => {
    const propolis = rack.propolises[vmm];
    delete rack.propolises[vmm];
    return propolis?.importsFrom ?? null;
  });
  yield* kill(propolisProcess(vmm));
  if (source !== null) yield* closeConnection({ vmm, agent }, source);
}
