// The names of the lanes.

import type { LaneKind } from '../view/lanes.ts';
import type { Geometry } from './geometry.ts';

const KINDS: Readonly<Record<LaneKind, string>> = {
  client: 'client',
  nexus: 'Nexus',
  database: 'CockroachDB',
  sled: 'sled-agent',
  propolis: 'Propolis',
  guest: 'guest',
};

export function LaneHeader({ geometry }: { readonly geometry: Geometry }) {
  return (
    <div class="lane-header">
      <span class="gutter">step</span>
      <div class="lane-names" style={{ width: `${geometry.width}px` }}>
        {geometry.lanes.map(({ id, kind, title, left, width }) => (
          <span
            key={id}
            class={`lane-name lane-${kind}`}
            style={{ left: `${left}px`, width: `${width}px` }}
            title={`${KINDS[kind]} ${title}`}
          >
            <span class="lane-kind">{KINDS[kind]}</span>
            {kind !== 'guest' && kind !== 'database' && <span class="lane-title">{title}</span>}
          </span>
        ))}
      </div>
      <span class="words">story</span>
    </div>
  );
}
