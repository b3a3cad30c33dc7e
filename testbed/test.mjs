// The suites of stores on a PostgreSQL server of Debian, and the suites of Kubernetes on stock components with kwok nodes. Installs
// and starts what they need, ends it whatever happens, and prints one sum.
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { endStaleRuns } from '../packages/testkit/src/real-processes.ts';
import { nodeFlags, root, runToEnd, toolEnv } from '../tools/run/node.mjs';
import { countTests, reporters } from '../tools/run/test.mjs';
import { cacheDir } from './components.mjs';
import { installServers, settingsOf, startServers } from './servers.mjs';

/** Suites of what only the embedded cluster has: pods as processes, whose streams they read. */
const withProcesses = ['packages/kube/src/client/streams', 'packages/operator/src/operator-with-processes'];

function kubeFiles() {
  const all = globSync('packages/{kube,operator,server}/{src,test}/**/*.kube.test.ts', { cwd: root });
  const own = all.filter((file) => !withProcesses.some((prefix) => file.startsWith(`${prefix}.`)));
  return [...own, 'packages/moorage/test/external-secrets.kube.test.ts'].toSorted();
}

const suites = [
  {
    name: 'stores on PostgreSQL of Debian',
    args: ['--project=db'],
    filters: ['packages/server', 'packages/testkit', 'packages/moorage/test/replicas'],
  },
  {
    name: 'registries, Vault, AWS and name servers',
    args: ['--project=unit'],
    filters: ['adapters/registry', 'adapters/root-key', 'adapters/cloud', 'adapters/secret-values', 'platform/vault-http'].map(
      (part) => `packages/server/src/${part}`,
    ),
  },
  {
    name: 'root keys by the command line',
    args: ['--project=cli'],
    filters: ['packages/moorage/test/encrypt-kms'],
  },
  {
    // Each file has a control plane of its own. While one starts, others wait for theirs to act.
    name: 'Kubernetes on stock components',
    args: ['--project=kube'],
    filters: kubeFiles(),
    env: { TEST_KUBERNETES: 'stock' },
  },
];

function countsOf(file, exitCode) {
  try {
    return countTests(JSON.parse(readFileSync(file, 'utf8')), exitCode);
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function runSuite({ name, args, filters = [], env = {} }, chosen, servers) {
  console.log(`\n• Tests: ${name}`);
  const report = path.join(cacheDir, 'reports', `${name.replaceAll(' ', '-')}.json`);
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const argv = [
    ...nodeFlags,
    vitest,
    'run',
    ...args,
    ...reporters,
    `--outputFile.json=${report}`,
    ...(chosen.length > 0 ? chosen : filters),
  ];
  const exitCode = await runToEnd(process.execPath, argv, { env: toolEnv({ ...servers, ...env }) });
  return countsOf(report, exitCode);
}

async function main(chosen) {
  endStaleRuns();
  const started = [];
  try {
    const servers = settingsOf(await startServers(installServers(), started));
    const sum = { passed: 0, failed: 0, skipped: 0 };
    for (const suite of suites) {
      const counts = await runSuite(suite, chosen, servers);
      for (const key of Object.keys(sum)) sum[key] += counts[key];
    }
    return sum;
  } finally {
    for (const server of started.toReversed()) await server.stop();
    endStaleRuns();
  }
}

try {
  const { passed, failed, skipped } = await main(process.argv.slice(2));
  if (skipped > 0) console.log(`\n${skipped} skipped`);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
}
