import type { Invariant } from './invariant.ts';

/** The other half of intent. A guest that shuts down, or that a fault takes along, was killed by nobody. */
export const staysUp: Invariant = {
  name: 'stays-up',
  property: 'a guest that runs is killed only if somebody asked for its instance to go down, or its start is undone',
  cites: 'TODO-correctness in sim_instance_migrate, nexus/src/app/sagas/instance_migrate.rs @ b848b6df85',
  check({ rack: { truth } }) {
    const [kill] = Object.entries(truth.unaskedKills);
    if (kill === undefined) return undefined;
    const [vmm, instance] = kill;
    return {
      subject: instance,
      message: `expected ${instance} to stay up: nobody had asked for it to go down, and its guest is killed in ${vmm}`,
    };
  },
};
