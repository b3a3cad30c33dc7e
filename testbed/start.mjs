// `node testbed/start.mjs [--nodes N]`: a real cluster, a PostgreSQL, a Redis, a registry server, a Vault and an emulator of AWS, until it is told to stop (Ctrl-C, SIGTERM or
// `node testbed/stop.mjs`). How to reach them is in .cache/testbed/connection.json meanwhile.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startRealCluster } from '../packages/testkit/src/real-cluster.ts';
import {
  startRealAws,
  startRealPostgres,
  startRealRedis,
  startRealRegistry,
  startRealVault,
} from '../packages/testkit/src/real-servers.ts';
import { cacheDir, installComponents } from './components.mjs';
import { installDebianServers } from './debian.mjs';
import { installAws } from './python.mjs';

const connectionFile = path.join(cacheDir, 'connection.json');
const kubeconfigFile = path.join(cacheDir, 'kubeconfig');
const { values } = parseArgs({ options: { nodes: { type: 'string', default: '1' } } });

const stopped = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
});
const started = [];
try {
  const programs = installDebianServers();
  const { vault: vaultCommand } = installComponents();
  const awsCommand = installAws();
  const start = async (starting) => {
    const server = await starting;
    started.push(server);
    return server;
  };
  const cluster = await start(startRealCluster({ nodes: Number(values.nodes) }));
  const postgres = await start(startRealPostgres(programs.postgres));
  const redis = await start(startRealRedis(programs.redis));
  const registry = await start(startRealRegistry(programs.registry));
  const vault = await start(startRealVault(vaultCommand));
  const aws = await start(startRealAws(awsCommand));
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
  const settings = {
    KUBECONFIG: kubeconfigFile,
    TEST_DATABASE_URL: postgres.url,
    TEST_REDIS_URL: redis.url,
    TEST_REGISTRY_URL: registry.url,
    TEST_VAULT_URL: vault.url,
    TEST_VAULT_TOKEN: vault.token,
    TEST_AWS_URL: aws.url,
  };
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
