// What the processes remember: queues, latches of background tasks, runners.

import type { Rack } from '../../../sim/rack/rack.ts';
import { type Line, line, type Table } from './table.ts';

const EMPTY = 'empty';

export function processTables(rack: Rack): Table[] {
  return [queues(rack), nexuses(rack)];
}

function queues({ sledAgents, propolises }: Rack): Table {
  const agents = Object.entries(sledAgents).flatMap(([sled, agent]): Line[] => {
    if (!agent.isUp) return [line(`${sled} agent`, [`${sled} agent`, 'down', ''])];
    const { requests, deregistrations, blockedOn } = agent.manager;
    const queue = [...deregistrations.map((id) => `deregister ${id}`), ...requests.map(nameOf)];
    return [
      line(`${sled} manager`, [
        `${sled} manager`,
        listed(queue),
        blockedOn ? `waits for the runner ${blockedOn.runner}` : agent.manager.isBusy ? 'busy' : 'idle',
      ]),
      ...Object.values(agent.runners).map((runner) => {
        const who = `${sled} runner ${runner.id}`;
        const reports = runner.monitorMessage ? ['news of its monitor'] : [];
        return line(who, [who, listed([...reports, ...runner.requests.map(nameOf)]), doingOf(runner)]);
      }),
    ];
  });
  const servers = Object.values(propolises).map((own) => {
    const who = `Propolis ${own.vmm}`;
    const hangs = own.hangs.map((hang) => `hangs in ${hang}`);
    const state = own.isUp ? [own.isDriverBusy ? 'driver busy' : 'driver idle', ...hangs].join(', ') : 'dead';
    return line(who, [who, listed(own.requests.map(nameOf)), state]);
  });
  return { title: 'Queues', columns: ['of', 'holds', 'is'], lines: [...agents, ...servers] };
}

function doingOf(runner: Rack['sledAgents'][keyof Rack['sledAgents']]['runners'][`vmm-${number}`]): string {
  return [
    runner.phase === 'draining' ? 'draining' : runner.isAwaitingPropolis ? 'waits for Propolis' : undefined,
    runner.isBusy ? 'busy' : 'idle',
    runner.shouldTerminate ? 'to terminate' : undefined,
  ]
    .filter(Boolean)
    .join(', ');
}

/** `put-state stopped vmm-1`. */
function nameOf(request: { readonly kind: string }): string {
  const { kind, vmm, requested, body, target } = request as Readonly<Record<string, unknown>>;
  const registered = (body as { vmm?: unknown; id?: unknown } | undefined)?.vmm;
  return [kind, requested, registered ?? vmm ?? target].filter((part) => typeof part === 'string').join(' ');
}

function listed(items: readonly string[]): string {
  return items.length === 0 ? EMPTY : items.join(', ');
}

function nexuses({ nexuses: all }: Rack): Table {
  return {
    title: 'Nexus background tasks',
    columns: ['of', 'state'],
    lines: Object.entries(all).map(([id, nexus]) => {
      const active = Object.entries(nexus.tasks).flatMap(([task, { isRunning, isPending }]) =>
        isRunning || isPending ? [`${task} ${isRunning ? 'runs' : ''}${isPending ? ', once more' : ''}`] : [],
      );
      return line(id, [id, nexus.isUp ? active.join('; ') || 'all idle' : 'down']);
    }),
  };
}
