// The suites of stores on a PostgreSQL server of Debian, and the suites of Kubernetes on stock components with kwok nodes. Installs
// and starts what they need, ends it whatever happens, and prints one sum.
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startRealPostgres, startRealRedis, startRealRegistry } from '../packages/testkit/src/real-servers.ts';
import { endStaleRuns } from '../packages/testkit/src/real-processes.ts';
import { nodeFlags, root, runToEnd, toolEnv } from '../tools/run/node.mjs';
import { countTests, reporters } from '../tools/run/test.mjs';
import { cacheDir, installComponents } from './components.mjs';
import { installDebianServers } from './debian.mjs';

/** Suites of what only the embedded cluster has: pods as processes, whose streams they read. */
const withProcesses = ['packages/kube/src/client/streams', 'packages/operator/src/operator-with-processes'];

function kubeFiles() {
  const all = globSync('packages/{kube,operator,server}/{src,test}/**/*.kube.test.ts', { cwd: root });
  return all.filter((file) => !withProcesses.some((prefix) => file.startsWith(`${prefix}.`))).toSorted();
}

const suites = [
  {
    name: 'stores on PostgreSQL of Debian',
    args: ['--project=db'],
    filters: ['packages/server', 'packages/testkit', 'packages/moorage/test/replicas'],
  },
  {
    name: 'registries',
    args: ['--project=unit'],
    filters: ['packages/server/src/adapters/registry'],
  },
  {
    // One file at a time: each has a control plane of its own, which takes both cores while it starts.
    name: 'Kubernetes on stock components',
    args: ['--project=kube', '--maxWorkers=2'],
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
  const programs = installDebianServers();
  installComponents();
  const started = [];
  try {
    const postgres = await startRealPostgres(programs.postgres);
    started.push(postgres);
    const redis = await startRealRedis(programs.redis);
    started.push(redis);
    const registry = await startRealRegistry(programs.registry);
    started.push(registry);
    const servers = { TEST_DATABASE_URL: postgres.url, TEST_REDIS_URL: redis.url, TEST_REGISTRY_URL: registry.url };
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
