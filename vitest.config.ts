import { defineConfig } from 'vitest/config';

const inCi = process.env['CI'] !== undefined;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/nothing-left-open.ts'],
    allowOnly: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: inCi ? ['default', ['json', { outputFile: '.test-results/vitest.json' }]] : ['default'],
  },
});
