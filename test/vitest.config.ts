import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: the test runner reads the default export and nothing else.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A test that hangs has found an endless loop; the slowest honest one takes a few seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['test/setup.ts'],
    // The files share nothing that they change, and starting a process for each costs more than the tests do.
    isolate: false,
  },
});
