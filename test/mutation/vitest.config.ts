// The tests that judge a mutant: the unit tests of the rack, those of the mutated part first. The scenarios are left
// out, because each mutant would pay for all of them; `npm test` runs them.

import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const part = process.env.RACK_PART ?? '';

class PartFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const distance = ({ moduleId }: TestSpecification) => (moduleId.includes(`/rack/${part}`) ? 0 : 1);
    return files.toSorted((a, b) => distance(a) - distance(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

// biome-ignore lint/style/noDefaultExport: the test runner reads the default export and nothing else.
export default defineConfig({
  test: {
    include: ['test/rack/**/*.test.ts'],
    exclude: ['test/rack/scenarios.test.ts', 'test/rack/designs.test.ts'],
    setupFiles: ['test/setup.ts'],
    isolate: false,
    sequence: { sequencer: PartFirst },
  },
});
