// `node testbed/start.mjs [--nodes N]`: a real cluster, a PostgreSQL, a Redis, a registry server, a Vault and an emulator of AWS, until it is told to stop (Ctrl-C, SIGTERM or
// `node testbed/stop.mjs`). How to reach them is in .cache/testbed/connection.json meanwhile.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startRealCluster } from '../packages/testkit/src/real-cluster.ts';
import { cacheDir } from './components.mjs';
import { installServers, noted, settingsOf, startServers } from './servers.mjs';

const connectionFile = path.join(cacheDir, 'connection.json');
const kubeconfigFile = path.join(cacheDir, 'kubeconfig');
const { values } = parseArgs({ options: { nodes: { type: 'string', default: '1' } } });

const stopped = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
});
const started = [];
try {
  const programs = installServers();
  const cluster = await noted(started, startRealCluster({ nodes: Number(values.nodes) }));
  const servers = await startServers(programs, started);
  const { postgres, redis, registry, vault, aws } = servers;
  mkdirSync(cacheDir, { recursive: true });
  writeFileSync(kubeconfigFile, cluster.kubeconfig, { mode: 0o600 });
  const { server, ca, token } = cluster.connection;
  const connection = {
    pid: process.pid,
    server,
    ca,
    token: token.reveal(),
    kubeconfig: kubeconfigFile,
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    registryUrl: registry.url,
    vaultUrl: vault.url,
    vaultToken: vault.token,
    awsUrl: aws.url,
  };
  writeFileSync(connectionFile, `${JSON.stringify(connection, undefined, 2)}\n`, { mode: 0o600 });
  const settings = { KUBECONFIG: kubeconfigFile, ...settingsOf(servers) };
  for (const [name, value] of Object.entries(settings)) console.log(`${name}=${value}`);
  // A pending promise alone does not keep a process alive.
  const alive = setInterval(() => {}, 60_000);
  await stopped;
  clearInterval(alive);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(connectionFile, { force: true });
  rmSync(kubeconfigFile, { force: true });
  for (const server of started.toReversed()) await server.stop();
}
