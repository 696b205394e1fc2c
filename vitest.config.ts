import { defineConfig } from 'vitest/config';

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
    testTimeout: 60_000,
    // Suites wait for a database most of the time; vitest would keep a core free for whoever watches.
    maxWorkers: 2,
    hookTimeout: 60_000,
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
