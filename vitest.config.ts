import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What Node made of sources and packages is kept from process to process: half of what a short command costs, a third of a test file's imports. */
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('.huzheng/test/compiled', import.meta.url));

/** Folders whose tests stand on a real PostgreSQL; it is started for them alone. */
const onDatabase = [
  'test/{api,cli,faults,jobs,keys,journeys,storage}/**/*.test.ts',
  'test/alerts/{evaluate,deliver}.test.ts',
  'test/pipeline/**/job.test.ts',
];

/** The console, in a browser, on a real server. */
const inBrowser = ['test/browser/**/*.test.ts'];

export default defineConfig({
  test: {
    setupFiles: ['test/support/nothing-left-open.ts'],
    allowOnly: false,
    // Ends what hangs; whoever is merely slow is let come to the end.
    testTimeout: 180_000,
    // Suites wait a quarter of their time, for a database, a process or a browser; vitest would keep a core free for whoever watches.
    maxWorkers: 2,
    hookTimeout: 180_000,
    // The file is for whoever counts afterwards.
    reporters: ['default', ['json', { outputFile: '.test-results/vitest.json' }]],
    projects: [
      { extends: true, test: { name: 'pure', include: ['test/**/*.test.ts'], exclude: [...onDatabase, ...inBrowser] } },
      { extends: true, test: { name: 'database', include: onDatabase, globalSetup: ['test/support/global-setup.ts'] } },
      {
        extends: true,
        test: { name: 'browser', include: inBrowser, globalSetup: ['test/support/global-setup.ts', 'test/browser/global-setup.ts'] },
      },
    ],
  },
});
