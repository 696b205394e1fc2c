import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { NAMES, REDIS_SERVER } from './test/redis/redis-server.ts';
import { IN_CI } from './test/support/in-ci.ts';
import { LongestFirst } from './test/support/longest-first.ts';

/** Folders whose tests stand on a real PostgreSQL; it is started for them alone. */
const onDatabase = [
  'test/{api,cli,faults,jobs,keys,journeys,storage}/**/*.test.ts',
  'test/alerts/{evaluate,deliver}.test.ts',
  'test/pipeline/**/job.test.ts',
];

/** What puts something else in the place of its process's clock, network or modules: each file has a process of its own. */
const replacing = ['test/{connectors,upstream}/**/*.test.ts', 'test/fences/source.test.ts'];

/** The console, in a browser, on a real server. */
const inBrowser = ['test/browser/**/*.test.ts'];

/** Once, on Redis where there is one: on the queue in PostgreSQL every role is killed in `test/faults/`. */
const KILLS = 'test/journeys/kills.test.ts';

/**
 * Where several share the work; and once more, with the queue on Redis, what stands on the queue whichever it is. Other suites that could run there
 * take rows without a queue in between, or say nothing new of it.
 */
const onRedis = ['test/redis/**/*.test.ts', 'test/jobs/engine.test.ts', KILLS];

const missing = `None of ${NAMES.join(', ')} is on PATH`;
if (REDIS_SERVER === null) {
  if (IN_CI) throw new Error(`${missing}: install one, the tests on Redis need it.`);
  process.stderr.write(`${missing}: the tests on Redis are skipped.\n`);
}

/**
 * Files of a worker share the modules that the first of them loaded: loading them anew for each took as long as most files' tests. None of these files
 * replaces a module, the clock or the network of its process.
 */
const sharing = { isolate: false };

const redis = {
  extends: true as const,
  test: { ...sharing, name: 'redis', include: onRedis, globalSetup: ['test/support/global-setup.ts', 'test/redis/global-setup.ts'] },
} satisfies TestProjectConfiguration;

export default defineConfig({
  test: {
    setupFiles: ['test/support/nothing-left-open.ts'],
    allowOnly: false,
    // Ends what hangs; whoever is merely slow is let come to the end.
    testTimeout: 180_000,
    // One more than the cores that CI has: suites wait for a database, a process or a browser; vitest would keep a core free for whoever watches.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    hookTimeout: 180_000,
    // The file is for whoever counts afterwards.
    reporters: ['default', ['json', { outputFile: '.test-results/vitest.json' }]],
    projects: [
      {
        extends: true,
        test: {
          ...sharing,
          name: 'pure',
          include: ['test/**/*.test.ts'],
          exclude: [...onDatabase, ...inBrowser, 'test/redis/**/*.test.ts', ...replacing],
        },
      },
      { extends: true, test: { name: 'replacing', include: replacing } },
      {
        extends: true,
        test: {
          ...sharing,
          name: 'database',
          include: onDatabase,
          exclude: REDIS_SERVER === null ? [] : [KILLS],
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: inBrowser, globalSetup: ['test/support/global-setup.ts', 'test/browser/global-setup.ts'] },
      },
      ...(REDIS_SERVER === null ? [] : [redis]),
    ],
  },
});
