// The tests of the Go modules, the suites of stores on a PostgreSQL server of Debian, and the suites of Kubernetes on stock components
// with kwok nodes. Installs and starts what they need, ends it whatever happens, and prints one sum.
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { endStaleRuns } from '../packages/testkit/src/real-processes.ts';
import { nodeFlags, root, runToEnd, toolEnv } from '../tools/run/node.mjs';
import { countTests, reporters } from '../tools/run/test.mjs';
import { cacheDir } from './components.mjs';
import { runGo } from './go.mjs';
import { installServers, settingsOf, startServers } from './servers.mjs';

/** Suites of what only the embedded cluster has: pods as processes, whose streams they read. */
const withProcesses = ['packages/kube/src/client/streams', 'packages/operator/src/operator-with-processes'];

const files = (...patterns) => globSync(patterns, { cwd: root });

function kubeFiles() {
  const all = files('packages/{kube,operator,server}/{src,test}/**/*.kube.test.ts');
  const own = all.filter((file) => !withProcesses.some((prefix) => file.startsWith(`${prefix}.`)));
  return [...own, 'packages/moorage/test/external-secrets.kube.test.ts'];
}

/** What the servers are for; all of it is one run, as one part computes while another waits for its control plane. */
const parts = {
  'stores on PostgreSQL of Debian': () => [
    ...files('packages/{server,testkit}/{src,test}/**/*.db.test.ts'),
    'packages/moorage/test/replicas.db.test.ts',
  ],
  'registries, Vault, AWS and name servers': () =>
    files(
      'packages/server/src/adapters/{registry,root-key,cloud,secret-values}/**/*.test.ts',
      'packages/server/src/platform/vault-http/*.test.ts',
    ),
  Terraform: () => files('packages/moorage/test/terraform*.cli.test.ts'),
  'root keys by the command line': () => files('packages/moorage/test/encrypt-kms.cli.test.ts'),
  'Kubernetes on stock components': kubeFiles,
};

function countsOf(file, exitCode) {
  try {
    return countTests(JSON.parse(readFileSync(file, 'utf8')), exitCode);
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** Those to run, of paths that contain one of `chosen` where there are such. */
function chosenFiles(chosen) {
  const own = Object.values(parts).flatMap((filesOf) => filesOf());
  return chosen.length > 0 ? own.filter((file) => chosen.some((part) => file.includes(part))) : own;
}

async function runParts(wanted, servers) {
  for (const name of Object.keys(parts)) console.log(`• Tests: ${name}`);
  const report = path.join(cacheDir, 'reports', 'real-servers.json');
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const options = ['--project=!e2e', ...reporters, `--outputFile.json=${report}`];
  const env = toolEnv({ ...servers, TEST_KUBERNETES: 'stock' });
  const exitCode = await runToEnd(process.execPath, [...nodeFlags, vitest, 'run', ...options, ...wanted], { env });
  return countsOf(report, exitCode);
}

async function runOnServers(wanted) {
  endStaleRuns();
  const started = [];
  try {
    const servers = settingsOf(await startServers(installServers(), started));
    return await runParts(wanted, servers);
  } finally {
    for (const server of started.toReversed()) await server.stop();
    endStaleRuns();
  }
}

async function main(chosen) {
  const wanted = chosenFiles(chosen);
  const ofGo = await runGo(chosen);
  // Without a file it would run everything there is.
  if (wanted.length === 0 && ofGo !== undefined) return { ...ofGo, skipped: 0 };
  if (wanted.length === 0) throw new Error(`No test on real servers has a path with ${chosen.join(' or ')} in it.`);
  const onServers = await runOnServers(wanted);
  return {
    passed: onServers.passed + (ofGo?.passed ?? 0),
    failed: onServers.failed + (ofGo?.failed ?? 0),
    skipped: onServers.skipped,
  };
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
