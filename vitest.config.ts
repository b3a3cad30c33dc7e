import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const roots = ['packages', 'tools', 'bench'];

function files(pattern: string): string[] {
  return roots.map((root) => `${root}/**/${pattern}`);
}

const excluded = ['**/node_modules/**', '**/dist/**', '**/.cache/**'];

/** What needs a browser's objects. Nothing else pays for them: to make them costs more than the tests of a file. */
const inBrowser = ['packages/web/src/api/**/*.test.ts'];
/** What loads JSX, which Node does not. */
const withJsx = ['packages/web/src/routes.test.ts'];

/**
 * Node loads these tests itself, as it does the product: no copy of each module is made that reaches all others by way of a table, and the
 * positions in what is thrown need no translation. The processes keep what they have compiled for those after them.
 */
const loadedByNode = {
  experimental: { viteModuleRunner: false, nodeLoader: false },
  execArgv: ['--import', path.resolve(import.meta.dirname, 'tools/run/compile-cache.mjs')],
};

/**
 * What takes longest comes first, so that nothing long is left alone at the end: what starts programs, then clusters, then servers. Most
 * suites of the Kubernetes client want no controllers; side by side they spare a cluster that goes from file to file the change.
 */
const kinds = [
  /\.e2e\.ts$/,
  /\.cli\.test\.ts$/,
  /\/packages\/kube\/.*\.kube\.test\.ts$/,
  /\.kube\.test\.ts$/,
  /\.api\.test\.ts$/,
  /\.db\.test\.ts$/,
];

function rankOf({ moduleId }: TestSpecification): number {
  const rank = kinds.findIndex((kind) => kind.test(moduleId));
  return rank === -1 ? kinds.length : rank;
}

class LongestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(specifications);
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

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
    sequence: { sequencer: LongestFirst },
    // Generous: a busy machine is no failure of the code, and many tests have processes and databases.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    // Longer than `waitUntil` waits; the default of a second is over before a busy machine has looked twice.
    expect: { poll: { timeout: 30_000 } },
    coverage: { enabled: false, include: ['packages/*/src/**/*.ts'] },
    projects: [
      {
        extends: true,
        // One project, whatever its tests need: each has processes of its own, and each of those loads the product anew.
        test: { ...loadedByNode, name: 'node', include: files('*.test.ts'), exclude: [...excluded, ...inBrowser, ...withJsx] },
      },
      {
        extends: true,
        oxc: { jsx: { runtime: 'automatic' } },
        test: {
          name: 'web',
          environment: 'jsdom',
          setupFiles: ['packages/web/src/test-setup.ts'],
          include: ['packages/web/**/*.test.tsx', ...inBrowser, ...withJsx],
          exclude: excluded,
          // To load jsdom and React and to make a browser's objects is most of what these tests cost, and each worker pays it: two of
          // them, by themselves, get all files.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: files('*.e2e.ts'),
          exclude: excluded,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
