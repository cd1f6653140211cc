import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const slow = {
  globalSetup: ['./test/support/databases/global-setup.ts'],
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    // To import all modules again for each file would take longer than most tests.
    isolate: false,
    // One more than the smallest machine has cores: tests of networks, databases and browsers wait a lot. All
    // projects share these workers, in the order of their names, so that the many short files of `unit` fill up
    // the time in which the last long files run.
    maxWorkers: Math.max(3, availableParallelism()),
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'demo/**/*.test.ts',
            'bench/**/*.test.ts',
            'web/src/**/*.test.ts',
            'test/*.test.ts',
            'test/chaos/**/*.test.ts',
          ],
          exclude: ['**/*.pg.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'databases',
          include: ['{src,demo,test}/**/*.pg.test.ts'],
          ...slow,
        },
      },
      {
        extends: true,
        test: {
          name: 'end to end',
          include: ['test/e2e/**/*.e2e.test.ts'],
          ...slow,
        },
      },
    ],
  },
});
