/** The stand-alone server: `main.ts [api|worker|all|migrate]`, or `--migrate-only` as the Helm hook calls it. */
import { flushCompileCache } from 'node:module';
import { systemClock } from '@moorage/core/clock';
import { AppError, errorCatalogue, toAppError } from '@moorage/core/errors';
import { createIds } from '@moorage/core/ids';
import { createLifecycle } from '@moorage/core/lifecycle';
import { createLog, type Log } from '@moorage/core/log';
import { createKubeClient } from '@moorage/kube/client/client';
import { inClusterConnection } from '@moorage/kube/client/connection';
import { readKubeconfig } from '@moorage/kube/client/kubeconfig';
import { createApp } from './app.ts';
import type { Role } from './app-types.ts';
import { type Config, loadConfig } from './config/config.ts';
import { readInClusterSource } from './config/in-cluster.ts';
import { migrate } from './platform/db/migrate.ts';

const clock = systemClock;
const ids = createIds(clock);

async function connect({ cluster }: Config) {
  if (!cluster.enabled) return {};
  const { kubeconfig } = cluster;
  const connection =
    kubeconfig === undefined ? await inClusterConnection(readInClusterSource()) : (await readKubeconfig(kubeconfig)).connection;
  return { kube: createKubeClient({ connection, clock, ids, userAgent: 'moorage-server' }) };
}

async function migrateNow(config: Config, log: Log): Promise<void> {
  const { dsn } = config.database;
  if (dsn === undefined) throw new AppError('invalid_request', 'DATABASE_DSN is required to migrate.');
  log.info('migrated', { ...(await migrate({ dsn, log })) });
}

async function serve(role: Role, config: Config, log: Log): Promise<void> {
  if (config.database.autoMigrate) await migrateNow(config, log);
  const app = createApp({ config, log, clock, ids, role, ...(await connect(config)) });
  const lifecycle = createLifecycle(app.services, { log, clock });
  const stopRequested = Promise.withResolvers<string>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopRequested.resolve(signal));
  const started = lifecycle
    .start()
    .then(() => log.info('server runs', { role, ...(role === 'worker' ? {} : { url: app.http.url() }) }))
    // With NODE_COMPILE_CACHE: a server that is killed keeps nothing at its end.
    .then(() => flushCompileCache());
  const signal = await Promise.race([stopRequested.promise, started.then(() => stopRequested.promise)]);
  log.info('server stops', { signal });
  await lifecycle.stop(config.http.drainMs + 10_000);
}

try {
  const config = loadConfig();
  const log = createLog({ level: config.logLevel });
  const [wanted = 'all'] = process.argv.slice(2);
  if (wanted === 'migrate' || wanted === '--migrate-only') await migrateNow(config, log);
  else if (wanted === 'api' || wanted === 'worker' || wanted === 'all') await serve(wanted, config, log);
  else throw new AppError('invalid_request', `There is no role ${wanted}; use api, worker, all or migrate.`);
} catch (error) {
  const failure = toAppError(error);
  process.stderr.write(
    `moorage-server: ${failure.message}\n${JSON.stringify(failure.details ?? {})}\n${failure.internal ?? ''}\n`,
  );
  process.exitCode = errorCatalogue[failure.code].exitCode;
}
