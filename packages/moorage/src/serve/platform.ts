/**
 * The platform in one process: embedded engines where nothing else is configured, then server and operator on them.
 *
 * The order is the order of need. Database and cluster start side by side; then the schema and the custom resource definitions are
 * brought up to date; the operator runs before the server, so that what the server asks for is acted on at once. Stopping is
 * the reverse, and a start that fails stops what it had started.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createLifecycle, type Lifecycle, type Service } from '@moorage/core/lifecycle';
import { Secret } from '@moorage/core/secret';
import type { EmbeddedCluster } from '@moorage/embedded-cluster/cluster';
import type { EmbeddedPostgres } from '@moorage/embedded-postgres/embedded-postgres';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import { createOperator, type OperatorConfig } from '@moorage/operator/app';
import { readOperatorConfig } from '@moorage/operator/config';
import { createApp } from '@moorage/server/app';
import type { App } from '@moorage/server/app-types';
import { type Config, isLoopback } from '@moorage/server/config/config';
import { migrate } from '@moorage/server/platform/db/migrate';
import type { EmbeddedChoice } from '../config/embedded-defaults.ts';
import type { Environment } from '../config/environment.ts';
import { writeKubeconfig } from '../kubeconfig.ts';
import { connectCluster } from './connect-cluster.ts';
import { type EngineDeps, loadCluster, loadPostgres } from './engines.ts';
import { parallel } from './parallel.ts';
import type { Progress } from './progress.ts';

export type Role = 'all' | 'api' | 'worker' | 'operator' | 'migrate';

export interface PlatformDeps extends EngineDeps {
  readonly config: Config;
  readonly env: Environment;
  readonly embedded: EmbeddedChoice;
  readonly role: Role;
  readonly version: string;
  readonly progress: Progress;
}

export interface Platform {
  /** Where requests are answered; undefined in roles that answer none. */
  readonly url: string | undefined;
  /** Where apps of the embedded cluster are served. */
  readonly ingressPort: number | undefined;
  stop(deadlineMs: number): Promise<void>;
}

const notice =
  'This is the embedded cluster: apps run as processes of this machine without isolation, reachable from this machine only.';

const consoleDir = join(import.meta.dirname, '../../../web/dist');

interface Engines {
  readonly postgres: EmbeddedPostgres | undefined;
  readonly cluster: EmbeddedCluster | undefined;
}

async function loadEngines(deps: PlatformDeps): Promise<Engines> {
  const { config, embedded } = deps;
  const wantsCluster = embedded.cluster && config.cluster.enabled && deps.role !== 'migrate';
  const settings = {
    deploymentDomain: config.cluster.deploymentDomain,
    processes: isLoopback(config.http.host),
    ingressPort: config.cluster.ingressPort,
  };
  const [postgres, cluster] = await Promise.all([
    embedded.database && deps.role !== 'operator' ? loadPostgres(deps) : undefined,
    wantsCluster ? loadCluster(deps, settings) : undefined,
  ]);
  return { postgres, cluster };
}

/** Each engine tells when it is ready. */
function announced(service: Service | undefined, name: string, progress: Progress): Service[] {
  if (service === undefined) return [];
  return [
    {
      name: service.name,
      start: () => progress.step(name, () => service.start()),
      stop: () => service.stop(),
      status: () => service.status(),
    },
  ];
}

async function connectKube(deps: PlatformDeps, cluster: EmbeddedCluster | undefined): Promise<KubeClient | undefined> {
  const { clock, ids, config } = deps;
  if (!config.cluster.enabled) return undefined;
  if (cluster === undefined) {
    const connection = await connectCluster(config.cluster.kubeconfig, deps.env);
    return createKubeClient({ connection, clock, ids, userAgent: 'moorage' });
  }
  writeKubeconfig(deps.dataDir, cluster.kubeconfig());
  const { ca, token } = cluster.credentials();
  const connection = { server: cluster.apiUrl(), ca, token: new Secret(token) };
  return createKubeClient({ connection, clock, ids, userAgent: 'moorage' });
}

/** Images that would run as root get this user on a cluster that admits none; it is the one of the official Node images. */
const ordinaryUser = 1000;

/** On a configured cluster the operator reads the variables of its own process. */
function configuredOperator(deps: PlatformDeps): OperatorConfig {
  const env = { ...deps.env, DEPLOYMENT_DOMAIN: deps.config.cluster.deploymentDomain };
  const { operator } = readOperatorConfig([], env);
  return { ...operator, leaderElect: true, defaultRunAsUser: operator.defaultRunAsUser ?? ordinaryUser };
}

function embeddedOperator(deps: PlatformDeps, cluster: EmbeddedCluster): OperatorConfig {
  return {
    deploymentDomain: deps.config.cluster.deploymentDomain,
    leaderElect: false,
    ingressScheme: 'http',
    ingressClassName: 'moorage',
    preStopSleepSeconds: 0,
    probePeriodSeconds: 1,
    probeGraceSeconds: 20,
    ...portOf(cluster, isLoopback(deps.config.http.host)),
  };
}

function operatorFor(deps: PlatformDeps, client: KubeClient, cluster: EmbeddedCluster | undefined): Service {
  const { log, clock, ids } = deps;
  const config = cluster === undefined ? configuredOperator(deps) : embeddedOperator(deps, cluster);
  return createOperator({ client, log, clock, ids, config });
}

function portOf(cluster: EmbeddedCluster, hasIngress: boolean): { ingressPort?: number } {
  return hasIngress ? { ingressPort: cluster.ingressAddress().port } : {};
}

function appFor(deps: PlatformDeps, parts: Engines & { kube: KubeClient | undefined }): App {
  const { config, log, clock, ids, version, role } = deps;
  const { postgres, cluster, kube } = parts;
  return createApp({
    config,
    log,
    clock,
    ids,
    version,
    role: role === 'api' || role === 'worker' ? role : 'all',
    ...(postgres === undefined ? {} : { dsn: new Secret(postgres.dsn()) }),
    ...(kube === undefined ? {} : { kube }),
    ...(cluster === undefined ? {} : { embedded: { notice, kubeconfigCommand: 'moorage kubeconfig --path' } }),
    ...(config.console && existsSync(consoleDir) ? { staticDir: consoleDir } : {}),
  });
}

async function prepareDatabase(deps: PlatformDeps, postgres: EmbeddedPostgres | undefined): Promise<void> {
  const { config, log } = deps;
  const dsn = postgres === undefined ? config.database.dsn : new Secret(postgres.dsn());
  const wanted = config.database.autoMigrate || deps.role === 'migrate';
  if (dsn !== undefined && wanted && deps.role !== 'operator') await migrate({ dsn, log });
}

interface Started {
  readonly lifecycles: Lifecycle[];
  readonly app: App | undefined;
}

async function startParts(deps: PlatformDeps, engines: Engines, lifecycles: Lifecycle[]): Promise<Started> {
  const { log, clock, progress, role } = deps;
  const start = async (services: readonly Service[]): Promise<void> => {
    const lifecycle = createLifecycle(services, { log, clock });
    lifecycles.unshift(lifecycle);
    await lifecycle.start();
  };
  const { postgres, cluster } = engines;
  await start([parallel('engines', [...announced(postgres, 'database', progress), ...announced(cluster, 'cluster', progress)])]);
  const kube = role === 'migrate' ? undefined : await connectKube(deps, cluster);
  await Promise.all([prepareDatabase(deps, postgres), kube === undefined ? undefined : installCrds(kube, { clock })]);
  if (role === 'migrate') return { lifecycles, app: undefined };
  if (kube !== undefined && (role === 'all' || role === 'operator')) await start([operatorFor(deps, kube, cluster)]);
  if (role === 'operator') return { lifecycles, app: undefined };
  const app = appFor(deps, { ...engines, kube });
  await progress.step('server', () => start(app.services));
  return { lifecycles, app };
}

async function stopAll(lifecycles: readonly Lifecycle[], deadlineMs: number, deps: PlatformDeps): Promise<void> {
  const endsAt = deps.clock.monotonicMs() + deadlineMs;
  for (const lifecycle of lifecycles) await lifecycle.stop(Math.max(endsAt - deps.clock.monotonicMs(), 100));
}

/** Starts everything that the role needs; throws, with nothing left running, when a part does not start. */
export async function startPlatform(deps: PlatformDeps): Promise<Platform> {
  const lifecycles: Lifecycle[] = [];
  const engines = await loadEngines(deps);
  try {
    const { app } = await startParts(deps, engines, lifecycles);
    const hasIngress = engines.cluster !== undefined && isLoopback(deps.config.http.host);
    return {
      url: app === undefined || deps.role === 'worker' ? undefined : app.http.url(),
      ingressPort: hasIngress ? engines.cluster?.ingressAddress().port : undefined,
      stop: (deadlineMs) => stopAll(lifecycles, deadlineMs, deps),
    };
  } catch (error) {
    await stopAll(lifecycles, 10_000, deps);
    throw error;
  }
}
