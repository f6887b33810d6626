// The scenarios that a page carries: all bundled ones, or the one of the user's own that was run.

declare module 'virtual:scenarios' {
  import type { Scenario } from '../../sim/rack/scenario.ts';

  export const scenarios: readonly Scenario[];
}
