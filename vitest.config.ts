import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { NAMES, REDIS_SERVER } from './test/redis/redis-server.ts';

/** Folders whose tests stand on a real PostgreSQL; it is started for them alone. */
const onDatabase = [
  'test/{api,cli,faults,jobs,keys,journeys,storage}/**/*.test.ts',
  'test/alerts/{evaluate,deliver}.test.ts',
  'test/pipeline/**/job.test.ts',
];

/** The console, in a browser, on a real server. */
const inBrowser = ['test/browser/**/*.test.ts'];

/** Where several share the work, and what stands on the queue whichever it is: those run once more with the queue on Redis. */
const onRedis = ['test/redis/**/*.test.ts', 'test/jobs/{engine,five-causes}.test.ts', 'test/journeys/{kills,interruptions}.test.ts'];

const missing = `None of ${NAMES.join(', ')} is on PATH`;
if (REDIS_SERVER === null) {
  if (process.env['CI'] === 'true') throw new Error(`${missing}: install one, the tests on Redis need it.`);
  process.stderr.write(`${missing}: the tests on Redis are skipped.\n`);
}

const redis = {
  extends: true as const,
  test: { name: 'redis', include: onRedis, globalSetup: ['test/support/global-setup.ts', 'test/redis/global-setup.ts'] },
} satisfies TestProjectConfiguration;

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
      {
        extends: true,
        test: { name: 'pure', include: ['test/**/*.test.ts'], exclude: [...onDatabase, ...inBrowser, 'test/redis/**/*.test.ts'] },
      },
      { extends: true, test: { name: 'database', include: onDatabase, globalSetup: ['test/support/global-setup.ts'] } },
      {
        extends: true,
        test: { name: 'browser', include: inBrowser, globalSetup: ['test/support/global-setup.ts', 'test/browser/global-setup.ts'] },
      },
      ...(REDIS_SERVER === null ? [] : [redis]),
    ],
  },
});
