import { defineConfig } from 'vitest/config';

const slow = {
  globalSetup: ['./test/support/databases/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'web/src/**/*.test.ts', 'test/*.test.ts'],
          exclude: ['**/*.pg.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: { name: 'databases', include: ['{src,test}/**/*.pg.test.ts'], ...slow },
      },
      {
        extends: true,
        test: {
          name: 'end to end',
          include: ['test/e2e/**/*.e2e.test.ts'],
          ...slow,
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
