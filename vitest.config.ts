import { defineConfig } from 'vitest/config';

/** Suffixes that need more than the code itself; everything else that ends in `.test.ts` is a unit test. */
const special = ['db', 'api', 'kube', 'cli'] as const;
const roots = ['packages', 'tools', 'bench'];

function files(pattern: string): string[] {
  return roots.map((root) => `${root}/**/${pattern}`);
}

const excluded = ['**/node_modules/**', '**/dist/**', '**/.cache/**'];

/** What needs a browser's objects. Nothing else pays for them: to make them costs more than the tests of a file. */
const inBrowser = ['invitation', 'live', 'session', 'while-visible'].map((name) => `packages/web/src/api/${name}.test.ts`);

/** Tests with processes and databases get the time that a busy machine with two cores needs. */
const slow = { testTimeout: 90_000, hookTimeout: 120_000, teardownTimeout: 20_000, expect: { poll: { timeout: 30_000 } } };

export default defineConfig({
  test: {
    pool: 'forks',
    // Twice the processors that are promised: much of the time of a test is that of a database or a process it waits for.
    maxWorkers: 4,
    // A process for each file would load the whole product two hundred times. Nothing is at stake: there is no state in modules,
    // each file has databases, servers and directories of its own, and none replaces modules.
    isolate: false,
    passWithNoTests: true,
    // Searches what the servers of the tests have logged for secrets.
    globalSetup: ['packages/testkit/src/test-logs.setup.ts'],
    // Generous: a busy machine is no failure of the code.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // As long as `waitUntil` waits; the default of a second is over before a busy machine has looked twice.
    expect: { poll: { timeout: 15_000 } },
    coverage: { enabled: false, include: ['packages/*/src/**/*.ts'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: files('*.test.ts'),
          exclude: [...excluded, ...special.map((suffix) => `**/*.${suffix}.test.ts`), ...inBrowser],
        },
      },
      {
        extends: true,
        oxc: { jsx: { runtime: 'automatic' } },
        test: {
          name: 'web',
          environment: 'jsdom',
          setupFiles: ['packages/web/src/test-setup.ts'],
          include: ['packages/web/**/*.test.tsx', ...inBrowser],
          exclude: excluded,
          // One worker, which gets all files at once and makes a browser's objects once: to load and to make them is most of what
          // these tests cost, and it was paid for each file.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      ...special.map((suffix) => ({
        extends: true as const,
        test: { name: suffix, include: files(`*.${suffix}.test.ts`), exclude: excluded, ...slow },
      })),
      {
        extends: true,
        test: {
          name: 'e2e',
          include: files('*.e2e.ts'),
          exclude: excluded,
          ...slow,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
