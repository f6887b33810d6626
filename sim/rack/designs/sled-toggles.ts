// The toggles of what happens on a sled: by its agent, the stop timer, and Propolis.

import type { ToggleInfo } from './toggles.ts';

export const SLED_TOGGLES: readonly ToggleInfo[] = [
  {
    name: 'sledAgent.unregisterUnknown',
    values: ['null', 'no-such-vmm'],
    what: 'what unregister answers for an unknown VMM: 200 with no state, or 404 NO_SUCH_INSTANCE',
    source:
      'InstanceManagerRunner::ensure_unregistered @ 0640bb277d; no-such-vmm: assumed in the review of omicron#6795',
  },
  {
    name: 'sledAgent.terminate',
    values: ['queued', 'preempts'],
    what: "a request to terminate: the last of its runner's queue, or the first, cutting short what waits for Propolis",
    source: 'InstanceRunner::run @ 0640bb277d; preempts: omicron#6915, e313b657a9',
  },
  {
    name: 'sledAgent.manager',
    values: ['waits', 'delegates'],
    what: 'whether the manager stands still until a runner has room, or answers; else a full queue is a 503',
    source: 'InstanceManagerRunner::run @ 0640bb277d; delegates: omicron#6913, 78ee981d',
  },
  {
    name: 'sledAgent.deregister',
    values: ['first', 'after-push'],
    what: 'when a VMM that is over leaves the table: before Nexus has been told, or once it has taken that in',
    source: 'InstanceRunner::terminate @ 0640bb277d; after-push: omicron#7928, dbcd860d',
  },
  {
    name: 'sledAgent.onSetupFailure',
    values: ['silent', 'zone-reported', 'reported'],
    what: 'whether a VMM that could not be set up, or told to run, ends failed and reported, or is kept in silence',
    source: 'InstanceRunner::put_state @ 0640bb277d; zone-reported: omicron#7928, dbcd860d; reported: here',
  },
  {
    name: 'sledAgent.onSetupInDoubt',
    values: ['fails', 'goes-on'],
    what: 'a VMM whose Propolis may have done what sets it up, and has not said so: is given up, or goes on',
    source: 'InstanceRunner::propolis_ensure @ 0640bb277d; goes-on: here',
  },
  {
    name: 'sledAgent.registerOfEnded',
    values: ['adopted', 'refused'],
    what: 'a register that comes after its VMM has ended, or was unregistered: makes it anew, or is refused with 410',
    source: 'InstanceManagerRunner::ensure_registered @ 0640bb277d; refused: here',
  },
  {
    name: 'sledAgent.runAgain',
    values: ['ensures', 'answers'],
    what: 'what a VMM does that is told once more to run, or to migrate in: has Propolis make a VM again, or nothing',
    source: 'InstanceRunner::propolis_ensure @ 0640bb277d; answers: here',
  },
  {
    name: 'sledAgent.unregisterYields',
    values: ['destroyed', 'failed'],
    what: 'what a VMM is that was unregistered: destroyed, and pushed, or failed, and for the caller to write',
    source: 'InstanceRunner::terminate @ 0640bb277d; failed: handle_termination_request, omicron#7928, dbcd860d',
  },
  {
    name: 'sledAgent.observedEnd',
    values: ['overwritten', 'kept'],
    what: 'whether a VMM that Propolis says has failed is reported destroyed, twice, or as it was said, once',
    source: 'InstanceRunner::observe_state @ 0640bb277d; kept: omicron#7928, dbcd860d',
  },
  {
    name: 'sledAgent.stopBeforeRun',
    values: ['destroys', 'panics'],
    what: 'whether a stop of a VMM that has no zone yet is answered, or aborts the sled-agent at an assertion',
    source: 'InstanceRunner::put_state @ 0640bb277d; panics: omicron#7928, dbcd860d, seen as omicron#10369',
  },
  {
    name: 'sledAgent.stopTimer',
    values: ['none', 'between-requests', 'preempts'],
    what: 'whether a VMM that does not stop in 10 min is ended by force: never; when its runner is free; at once',
    source: 'InstanceRunner::run @ 0640bb277d; between-requests: omicron#7548, 459fca449d; preempts: here',
  },
  {
    name: 'stopTimer.armedBy',
    values: ['request', 'halt'],
    what: 'what starts the stop timer: a request to stop, or a VM that begins to stop for whatever reason, too',
    source: 'InstanceRunner::run @ 459fca449d; halt: here',
  },
  {
    name: 'stopTimer.runsFrom',
    values: ['first-stop', 'each-stop'],
    what: 'whether the stop timer runs from the first request to stop, or anew from each, so that clients put it off',
    source: 'InstanceRunner::run @ 459fca449d; each-stop: what its comment guards against',
  },
  {
    name: 'stopTimer.endState',
    values: ['destroyed', 'failed'],
    what: 'how a VMM ends that the stop timer ends; a failed one may be started again',
    source: 'InstanceRunner::run @ 459fca449d; failed: asked for in omicron#4004, ruled out in its comment',
  },
  {
    name: 'stopTimer.priority',
    values: ['report', 'timer'],
    what: 'what a runner takes first: what Propolis says, or the stop timer that has gone off meanwhile',
    source: 'InstanceRunner::run @ 459fca449d; timer: what its comment guards against',
  },
  {
    name: 'propolis.stopInStart',
    values: ['waits', 'served'],
    what: 'a stop that comes while Propolis starts a VM: waits for the end of the start, or breaks it off',
    source: 'propolis start_vm @ 11371b0f37; served: propolis#873, 5b732615',
  },
];
