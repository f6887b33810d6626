// Which requests a Propolis takes: a table of dispositions, changed by what is queued and by what the VM does.
// Source: ExternalRequestQueue, propolis bin/propolis-server/src/lib/vm/request_queue.rs @ 11371b0f37. In this era a VM
// that begins to run takes reboots and migrations again, whatever waits in the queue; what is behind a stop is lost.

/** The requests of the API, by what `ExternalRequest` calls start, reboot, migrate as source, and stop. */
export type QueuedKind = 'run' | 'reboot' | 'migrate-out' | 'stop';

/** An ignored request is answered like a queued one. */
type Disposition = 'queue' | 'ignore' | 'deny';

export type Dispositions = Readonly<Record<QueuedKind, Disposition>>;

/** `InstanceStateChange`. */
type StateChange = 'started-running' | 'rebooted' | 'stopped' | 'failed';

/** Those of a new VM; one that is migrated in starts by itself. */
export function initialDispositions(isMigratedIn: boolean): Dispositions {
  return { run: isMigratedIn ? 'ignore' : 'queue', reboot: 'deny', 'migrate-out': 'deny', stop: 'queue' };
}

/** After a request was queued. */
export function afterRequest(allowed: Dispositions, kind: QueuedKind): Dispositions {
  switch (kind) {
    case 'run':
      return { ...allowed, run: 'ignore', reboot: 'deny', 'migrate-out': 'deny' };
    case 'migrate-out':
      return { ...allowed, reboot: 'deny', 'migrate-out': 'deny' };
    case 'reboot':
      return { ...allowed, reboot: 'ignore' };
    case 'stop':
      return { run: 'deny', reboot: 'deny', 'migrate-out': 'deny', stop: 'ignore' };
    default:
      return kind satisfies never;
  }
}

/** After the VM's state has changed. */
export function afterChange(allowed: Dispositions, change: StateChange): Dispositions {
  switch (change) {
    case 'started-running':
      return { ...allowed, reboot: 'queue', 'migrate-out': 'queue' };
    case 'rebooted':
      return { ...allowed, reboot: allowed.reboot === 'ignore' ? 'queue' : allowed.reboot };
    case 'stopped':
      return { run: 'deny', reboot: 'deny', 'migrate-out': 'deny', stop: 'ignore' };
    case 'failed':
      return { run: 'deny', reboot: 'deny', 'migrate-out': 'deny', stop: allowed.stop };
    default:
      return change satisfies never;
  }
}
