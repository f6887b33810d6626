// The tests that judge a mutant: those of the mutated part of the rack. Other tests would notice more, but each mutant
// would pay for all of them; `npm test` runs them.

import { defineConfig } from 'vitest/config';
import { judgesOf } from './score.ts';

const part = process.env.RACK_PART ?? '';

// biome-ignore lint/style/noDefaultExport: the test runner reads the default export and nothing else.
export default defineConfig({
  test: {
    include: judgesOf(part),
    setupFiles: ['test/setup.ts'],
    isolate: false,
  },
});
