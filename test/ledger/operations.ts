// Every operation of the modelled rack, found in its code.

import { KERNEL_FAULTS } from '../../sim/kernel/faults.ts';
import { RACK_FAULTS } from '../../sim/rack/faults.ts';
import { OPERATIONS } from '../../sim/rack/hardware/truth.ts';
import { SAGAS } from '../../sim/rack/nexus/sagas/registry.ts';
import { BACKGROUND_TASKS } from '../../sim/rack/rack.ts';
import type { SagaNode } from '../../sim/rack/steno/saga.ts';
import { togglesOf } from '../rack/make.ts';
import type { Source } from '../tidy/source.ts';

const GENERATOR = /^(?:export )?function\* (\w+)/gm;
const ENDPOINT = /export type SledEndpoint = ([^;]+);/;

/** What tasks do: the generator functions, those of saga nodes aside, which are told by their node. */
export function generators(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => path.startsWith('sim/rack/') && !path.startsWith('sim/rack/nexus/sagas/'))
    .flatMap(({ path, code }) =>
      [...code.matchAll(GENERATOR)].map(([, name]) => `${path.slice('sim/rack/'.length)}: ${name}`),
    );
}

/** Parameters that give each kind of saga all the nodes that it can have. */
const WHOLE = {
  cpus: 2,
  plan: { isDeprovisioned: true, destroyActive: 'vmm-1', destroyTarget: 'vmm-2' },
};

function sagaNodes(): string[] {
  return Object.values(SAGAS).flatMap((kind) => {
    const nodes = kind.nodes(WHOLE as never, togglesOf('oct-2024')) as readonly SagaNode<unknown>[];
    return nodes.map((node) => `${kind.name}: ${node.name}`);
  });
}

/** All of them; the kernel's own faults are no part of the rack. */
export function operationsOf(sources: readonly Source[]): string[] {
  const nexus = sources.find(({ path }) => path === 'sim/rack/nexus/nexus.ts')?.text ?? '';
  const endpoints = [...(ENDPOINT.exec(nexus)?.[1] ?? '').matchAll(/'([^']+)'/g)].map(([, name]) => name);
  return [
    ...generators(sources),
    ...sagaNodes(),
    ...BACKGROUND_TASKS.map((task) => `tasks: ${task}`),
    ...OPERATIONS.map((kind) => `operations: ${kind}`),
    ...endpoints.map((name) => `endpoints: ${name}`),
    ...Object.keys(RACK_FAULTS)
      .filter((fault) => !(fault in KERNEL_FAULTS))
      .map((fault) => `faults: ${fault}`),
  ];
}
