// The suites of stores on a PostgreSQL server of Debian, and the suites of Kubernetes on stock components with kwok nodes. Installs
// and starts what they need, ends it whatever happens, and prints one sum.
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  startRealAws,
  startRealPostgres,
  startRealRedis,
  startRealRegistry,
  startRealVault,
} from '../packages/testkit/src/real-servers.ts';
import { endStaleRuns } from '../packages/testkit/src/real-processes.ts';
import { nodeFlags, root, runToEnd, toolEnv } from '../tools/run/node.mjs';
import { countTests, reporters } from '../tools/run/test.mjs';
import { cacheDir, installComponents } from './components.mjs';
import { installDebianServers } from './debian.mjs';
import { installAws } from './python.mjs';

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
    name: 'registries, Vault and AWS',
    args: ['--project=unit'],
    filters: ['adapters/registry', 'adapters/root-key', 'adapters/cloud', 'adapters/secret-values', 'platform/vault-http'].map(
      (part) => `packages/server/src/${part}`,
    ),
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

/** Starts all servers, each noted in `started` as soon as it runs; the environment of the tests. */
async function startServers(started) {
  const programs = installDebianServers();
  const { vault: vaultCommand } = installComponents();
  const awsCommand = installAws();
  const start = async (starting) => {
    const server = await starting;
    started.push(server);
    return server;
  };
  const postgres = await start(startRealPostgres(programs.postgres));
  const redis = await start(startRealRedis(programs.redis));
  const registry = await start(startRealRegistry(programs.registry));
  const vault = await start(startRealVault(vaultCommand));
  const aws = await start(startRealAws(awsCommand));
  return {
    TEST_DATABASE_URL: postgres.url,
    TEST_REDIS_URL: redis.url,
    TEST_REGISTRY_URL: registry.url,
    TEST_VAULT_URL: vault.url,
    TEST_VAULT_TOKEN: vault.token,
    TEST_AWS_URL: aws.url,
  };
}

async function main(chosen) {
  endStaleRuns();
  const started = [];
  try {
    const servers = await startServers(started);
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
