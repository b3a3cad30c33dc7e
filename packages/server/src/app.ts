/**
 * The composition root: configuration → platform → domains → HTTP server and the list of services, in the order in which
 * they start. Everything that a test replaces comes in through `overrides`.
 */
import type { Service } from '@moorage/core/lifecycle';
import { AppError } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import { createProviderCheck } from './adapters/cloud/provider-check.ts';
import { createDnsProviders } from './adapters/cloud/zones/zones.ts';
import { createKeyWorks } from './adapters/ssh/key-works.ts';
import { createDnsResolver } from './adapters/dns/dns-resolver.ts';
import { createKubernetesCluster, createMissingCluster } from './adapters/kubernetes/kubernetes-cluster.ts';
import { createClusterTokens } from './adapters/kubernetes/cluster-tokens.ts';
import { createDeploymentInformer, createKubernetesWatch, noWatch } from './adapters/kubernetes/kubernetes-watch.ts';
import {
  createTemplateConfigMaps,
  createTemplateInformer,
  createTemplateWatch,
} from './adapters/kubernetes/template-config-maps.ts';
import { createMemorySessions } from './adapters/memory/memory-sessions.ts';
import { createModelProvider } from './adapters/model-provider/model-provider.ts';
import { createRedisClient, type RedisClient } from './adapters/redis/redis-client.ts';
import { createRedisLimits } from './adapters/redis/redis-limits.ts';
import { createRedisSessions } from './adapters/redis/redis-sessions.ts';
import { createGithubProvider } from './adapters/oidc/github-provider.ts';
import { createOidcProvider } from './adapters/oidc/oidc-provider.ts';
import { createWebhookSender } from './adapters/webhook/webhook-sender.ts';
import { createConfiguredRegistry } from './adapters/registry/registry.ts';
import { type Accounts, type AccountsDeps, createAccounts } from './accounts.ts';
import { createConfiguredValues } from './adapters/secret-values/configured-values.ts';
import { createSmtpMailer } from './adapters/smtp/smtp-mailer.ts';
import { apiInfo } from './api-info.ts';
import { createAuditParts } from './audit-parts.ts';
import { clientSettings, createInvitationParts } from './invitation-parts.ts';
import { createPlatform, type Platform } from './platform-parts.ts';
import { createBackupParts } from './backup-parts.ts';
import { publicConfigOf } from './public-config.ts';
import { seedService } from './seed-service.ts';
import type { SecretValues } from './domains/secret-stores/index.ts';
import { createSecretParts } from './secret-parts.ts';
import { createV1Parts } from './v1-parts.ts';
import { createInfraParts } from './infra-parts.ts';
import { createFleetContents, createFleetParts, fleetCredentialUses } from './fleet-parts.ts';
import { createServerVault } from './vault-parts.ts';
import { stateActions } from './contracts.ts';
import { type Config, isLoopback, isLoopbackUrl } from './config/config.ts';
import { jobSettingsOf } from './config/job-settings.ts';
import { type ApiKeys, createApiKeys } from './domains/api-keys/index.ts';
import { createAdmin } from './domains/admin/index.ts';
import { createJobAdministration } from './domains/admin-jobs/index.ts';
import { type AuditTrail, createAudit } from './domains/audit/index.ts';
import { authenticateOnSites, createClients } from './domains/clients/index.ts';
import { createCustomDomains } from './domains/custom-domains/index.ts';
import { createDeviceLogin } from './domains/device-login/index.ts';
import { createDeployments, type DeploymentsDeps, ownLabelOf } from './domains/deployments/index.ts';
import { createEmailDomains } from './domains/email-domains/index.ts';
import { createImages, type ImagesDeps } from './domains/images/index.ts';
import { bindNoticeJobs, createNoticedAudit } from './domains/notices/index.ts';
import { accessPolicy, createOrgs } from './domains/orgs/index.ts';
import { createRoles } from './domains/roles/index.ts';
import { createPostgresSessions, type SessionStore } from './domains/sessions/index.ts';
import { createTemplates, type TemplatesDeps } from './domains/templates/index.ts';
import type { Vault, VaultParts } from './domains/vault/index.ts';
import type { Database } from './platform/db/database.ts';
import type { BoundRoute } from './platform/http/bind.ts';
import { idempotencyJobs } from './platform/jobs/idempotency-sweep.ts';
import { buildOpenApi } from './platform/http/openapi.ts';
import { createHttpServer } from './platform/http/server.ts';
import type { BoundJob } from './platform/jobs/job.ts';
import { createPostgresLimitStore } from './platform/limits/limit.store.ts';
import { createLimiter, type Limiter } from './platform/limits/limiter.ts';
import type { LimitStore } from './platform/limits/limits.ports.ts';
import { createMetricsServer } from './platform/metrics/metrics.ts';
import type { App, AppOptions } from './app-types.ts';

function dsnOf({ config, dsn = config.database.dsn }: AppOptions): Secret {
  if (dsn !== undefined) return dsn;
  throw new AppError('unavailable', 'No database is configured.', { details: { nextStep: 'Set DATABASE_DSN.' } });
}

function modelOf({ overrides, config, clock }: AppOptions): TemplatesDeps['model'] {
  return overrides?.model ?? (config.model === undefined ? undefined : createModelProvider(clock, config.model));
}

function registryOf({ overrides, config, clock, embedded }: AppOptions): ImagesDeps['registry'] {
  if (!(config.images.enabled ?? embedded === undefined)) return undefined;
  return overrides?.registry ?? createConfiguredRegistry(clock, config.images);
}

function sessionStoreOf({ config }: AppOptions, db: Database, redis: RedisClient | undefined): SessionStore {
  const { backend } = config.session;
  if (backend === 'memory') return createMemorySessions(db);
  return backend === 'redis' && redis !== undefined ? createRedisSessions({ redis, db }) : createPostgresSessions(db);
}

/** A process on its own, as with the embedded database, has nobody to share with. */
function limitStoreOf({ config }: AppOptions, db: Database, redis: RedisClient | undefined): LimitStore | undefined {
  const wanted = config.limitStore ?? (redis === undefined ? undefined : 'redis');
  if (wanted === 'redis' && redis !== undefined) return createRedisLimits(redis);
  const isAlone = wanted === 'memory' || (wanted === undefined && config.database.dsn === undefined);
  return isAlone ? undefined : createPostgresLimitStore(db);
}

/** What replicas share beside the database: sessions and limits. */
function createSharing(options: AppOptions, db: Database) {
  const { config, clock, log } = options;
  const { redisUrl, backend } = config.session;
  const redis = redisUrl === undefined ? undefined : createRedisClient(redisUrl, log, { isNeeded: backend === 'redis' });
  const limiter = createLimiter({ clock, log, store: limitStoreOf(options, db, redis) });
  return { sessionStore: sessionStoreOf(options, db, redis), limiter, services: redis === undefined ? [] : [redis] };
}

/** Whether plans bind. Nobody can pay for one yet, so no configuration turns it on. */
function billingOf({ overrides }: AppOptions): boolean {
  return overrides?.billingEnabled ?? false;
}

interface People {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
  readonly accounts: Accounts;
  readonly limiter: Limiter;
  readonly services: readonly Service[];
}

function createPeople(
  options: AppOptions,
  parts: Pick<AccountsDeps, 'db' | 'clock' | 'ids' | 'log' | 'audit' | 'orgs' | 'invites' | 'joins' | 'sites' | 'vault'> & {
    readonly database: Database;
    readonly apiKeys: ApiKeys;
  },
  hasCluster: boolean,
): People {
  const { config } = options;
  const { database, apiKeys, ...shared } = parts;
  const { sessionStore, limiter, services } = createSharing(options, database);
  const accounts = createAccounts({
    ...shared,
    keys: apiKeys.check,
    sessionStore,
    providers: config.signIn.providers.map((provider) =>
      provider.kind === 'github' ? createGithubProvider(provider) : createOidcProvider(options.clock, provider),
    ),
    config,
    billingEnabled: billingOf(options),
    devLogin: config.devMode && isLoopback(config.http.host) && isLoopbackUrl(config.http.baseUrl),
    publicConfig: publicConfigOf(options, {
      hasCluster,
      hasModel: modelOf(options) !== undefined,
      hasBilling: billingOf(options),
    }),
  });
  const devices = createDeviceLogin({
    ...shared,
    users: accounts.identity.credentials,
    keys: apiKeys.granted,
    baseUrl: config.http.baseUrl,
    cookieName: config.session.cookieName,
    adminsNeedMfa: config.signIn.requireAdminMfa,
  });
  return {
    accounts,
    limiter,
    services: [...services, limiter, ...accounts.services],
    routes: [...accounts.routes, ...devices.routes],
    jobs: [...accounts.jobs, ...devices.jobs],
  };
}

interface ClusterParts extends Pick<DeploymentsDeps, 'cluster' | 'watch'>, Pick<TemplatesDeps, 'copies'> {
  readonly enabled: boolean;
  readonly services: readonly Service[];
}

function createClusterParts(options: AppOptions): ClusterParts {
  const { overrides, kube, log, clock, ids } = options;
  if (overrides?.cluster !== undefined) {
    const { cluster, watch = noWatch, copies } = overrides;
    return { enabled: true, services: [], cluster, watch, copies };
  }
  if (kube === undefined) {
    return { enabled: false, services: [], cluster: createMissingCluster(), watch: noWatch, copies: undefined };
  }
  const informer = createDeploymentInformer({ client: kube, log, clock, ids });
  const copies = createTemplateInformer({ client: kube, log, clock, ids });
  return {
    enabled: true,
    services: [informer, copies],
    cluster: createKubernetesCluster(kube),
    watch: createKubernetesWatch(informer),
    copies: { store: createTemplateConfigMaps(kube), watch: createTemplateWatch(copies) },
  };
}

function createImageParts(options: AppOptions, platform: Platform, parts: Pick<ImagesDeps, 'audit' | 'deployments' | 'vault'>) {
  const { log, clock, ids, jobs, database: db } = platform;
  const { images, http } = options.config;
  const own = { registry: registryOf(options), intervalMs: images.intervalMs, baseUrl: http.baseUrl };
  return createImages({ db, log, clock, ids, jobs, ...parts, ...own });
}

function deploymentSettings(options: AppOptions, { enabled }: ClusterParts): DeploymentsDeps['settings'] {
  const { http, cluster } = options.config;
  return {
    enabled,
    limited: billingOf(options),
    embedded: options.embedded !== undefined,
    ownLabel: ownLabelOf(http.baseUrl, cluster.deploymentDomain),
  };
}

function keySettings({ signIn, orgKeys }: Config) {
  return { adminsNeedMfa: signIn.requireAdminMfa, retainDays: orgKeys.retentionDays };
}

function domainSettings({ cluster: { deploymentDomain, ingressAddresses }, http }: Config) {
  return { deploymentDomain, ingressAddresses, ownHost: new URL(http.baseUrl).hostname };
}

interface DomainsPlatform extends Platform {
  readonly keys: VaultParts;
  readonly outside: readonly SecretValues[];
}

function createDomains(options: AppOptions, platform: DomainsPlatform, cluster: ClusterParts) {
  const { log, clock, ids, jobs, events, keys, outside, database: db } = platform;
  const { vault } = keys;
  const shared = { db, log, clock, ids };
  const audit = createNoticedAudit({ audit: createAudit({ db, ids }), jobs, sendsMail: options.config.mail !== undefined });
  // The two need each other: identity asks for memberships, and a changed membership makes it forget an actor.
  const forgetActor = (userId: string): void => people.accounts.identity.authenticator.forget(userId);
  const clients = createClients({ ...shared, audit, settings: clientSettings(options.config) });
  const owned = createFleetContents({ clock, jobs, audit });
  const orgs = createOrgs({ ...shared, audit, jobs, forgetActor, contents: () => [deployments.content, ...owned], keys });
  const roles = createRoles({
    ...shared,
    audit,
    forgetActor,
    orgs: orgs.belonging,
    things: {
      deployment: { find: (ctx, name) => deployments.hosts.get(ctx, 'deployment:share', name) },
      template: { find: (ctx, name) => templates.service.getShareable(ctx, name) },
    },
  });
  const invited = { ...shared, jobs, audit, forgetActor, orgs, clients };
  const invitations = createInvitationParts(options.config, invited, createSmtpMailer);
  const apiKeys = createApiKeys({ ...shared, audit, forgetActor, ...keySettings(options.config) });
  const resolver = options.overrides?.resolver ?? createDnsResolver(options.config.dns);
  const emailDomains = createEmailDomains({ ...shared, audit, resolver, admit: orgs.admit });
  const joins = emailDomains.service;
  const people = createPeople(
    options,
    { ...shared, audit, orgs: roles.belonging, invites: invitations, joins, apiKeys, sites: clients.sites, vault, database: db },
    cluster.enabled,
  );
  const templates = createTemplates({ ...shared, audit, jobs, orgs: orgs.orgs, model: modelOf(options), copies: cluster.copies });
  const secrets = createSecretParts(options, { ...shared, audit, jobs, vault, outside, templates: templates.service });
  const deployments = createDeployments({
    ...shared,
    audit,
    jobs,
    events,
    secrets: secrets.ofDeployments,
    templates: templates.service,
    // The two need each other: a domain is part of a release, and a rollback asks which domains are still proved.
    domains: { verifiedHosts: (tx, deploymentId) => domains.verifiedHosts(tx, deploymentId) },
    plans: orgs.orgs,
    cluster: cluster.cluster,
    watch: cluster.watch,
    exec: { ...options.config.exec, enabled: options.config.exec.enabled ?? options.embedded !== undefined },
    settings: deploymentSettings(options, cluster),
  });
  const domains = createCustomDomains({
    ...shared,
    audit,
    jobs,
    deployments: deployments.hosts,
    resolver,
    settings: domainSettings(options.config),
  });
  const images = createImageParts(options, platform, { audit, vault, deployments: deployments.images });
  const own = { audit, apiKeys, clients, people, orgs, roles, invitations, emailDomains };
  return { ...own, templates, secrets, deployments, domains, images };
}

function workersOf(cluster: ClusterParts, { deployments, templates, images }: ReturnType<typeof createDomains>): Service[] {
  const optional = [templates.sync, images.watcher].filter((service) => service !== undefined);
  return [...cluster.services, deployments.statusReconcile, ...optional];
}

function routesOf(options: AppOptions, parts: ReturnType<typeof createDomains>, trail: AuditTrail): BoundRoute[] {
  const { people, apiKeys, orgs, roles, clients, invitations, emailDomains, templates, secrets, deployments, domains, images } =
    parts;
  const { clock, version = apiInfo.version } = options;
  const v1 = createV1Parts({ clock, version, accounts: people.accounts, orgs, apiKeys, emailDomains });
  const leading = [people, trail, apiKeys, orgs, roles, clients, invitations, emailDomains, v1];
  return [...leading, templates, secrets, deployments, domains, images].flatMap((owner) => [...owner.routes]);
}

function adminRoutesOf(options: AppOptions, { database: db, clock, jobs }: Platform, parts: ReturnType<typeof createDomains>) {
  const { accounts } = parts.people;
  const work = createJobAdministration({ db, audit: parts.audit, desk: jobs.desk, settings: jobSettingsOf(options.config) });
  const admin = createAdmin({
    db,
    clock,
    jobs,
    audit: parts.audit,
    version: options.version ?? apiInfo.version,
    endAllOf: (tx, userId) => accounts.sessions.service.endAllOf(tx, userId),
    promotedSignInAgain: options.config.signIn.requireAdminMfa,
    forgetActor: (userId) => accounts.identity.authenticator.forget(userId),
  });
  return [...admin.routes, ...work.routes];
}

function infraPartsOf(
  { config, overrides }: AppOptions,
  { database: db, clock, ids }: Platform,
  { audit, people, vault }: Pick<ReturnType<typeof createDomains>, 'audit' | 'people'> & { readonly vault: Vault },
): ReturnType<typeof createInfraParts> {
  const check = createProviderCheck({ clock, urls: config.providers });
  const works = createKeyWorks({ clock });
  const networks = config.clusters.apiNetworks;
  const tokens = overrides?.clusterTokens ?? createClusterTokens({ clock, ids, networks });
  const { limiter } = people;
  const uses = { ...overrides?.uses, credentials: [...fleetCredentialUses, ...(overrides?.uses?.credentials ?? [])] };
  return createInfraParts({ config, db, clock, ids, audit, vault, limiter, check, works, tokens, uses });
}

export function createApp(options: AppOptions): App {
  const { config, log, clock, ids, version = apiInfo.version } = options;
  const role = options.role ?? 'all';
  const platform = createPlatform({ ...options, dsn: dsnOf(options) });
  const { database, jobs, events, metrics } = platform;
  const keys = createServerVault(platform);
  const cluster = createClusterParts(options);
  const configured = createConfiguredValues({ clock, log }, config.secretStores);
  const parts = createDomains(options, { ...platform, keys, outside: configured.stores }, cluster);
  const { apiKeys, clients, people, orgs, roles, invitations, templates, secrets, deployments, domains, images } = parts;
  const sender = createWebhookSender({ clock, allowLoopback: config.devMode });
  const trail = createAuditParts({ db: database, audit: parts.audit, clock, ids, log, jobs, config, sender, vault: keys.vault });
  const infra = infraPartsOf(options, platform, { ...parts, vault: keys.vault });
  const { updateNetworks } = config.zones;
  const zones = options.overrides?.zones ?? createDnsProviders({ clock, urls: config.providers, updateNetworks });
  const fleet = createFleetParts({ ...platform, db: database, audit: parts.audit, vault: keys.vault, zones });
  const saved = { db: database, dsn: dsnOf(options), audit: parts.audit, productVersion: version };
  const backups = createBackupParts({ ...platform, ...saved, kinds: () => jobKinds, place: options.overrides?.backups });
  const ofPeople = [trail, keys, people, apiKeys, orgs, roles, invitations];
  const workers = [...ofPeople, templates, secrets, deployments, domains, images, events, backups, fleet, infra];
  const notices = bindNoticeJobs(config.mail && createSmtpMailer(config.mail));
  const jobKinds: BoundJob[] = [...workers.flatMap((owner) => [...owner.jobs]), ...notices, ...idempotencyJobs(database)];
  const administration = [...adminRoutesOf(options, platform, parts), ...backups.routes];
  const routes = [...routesOf(options, parts, trail), ...infra.routes, ...fleet.routes, ...keys.routes, ...administration];
  jobs.register(jobKinds);
  const { findSite } = clients.directory;
  const authenticate = authenticateOnSites(people.accounts.identity.authenticator.authenticate, findSite);
  const http = createHttpServer({
    config: config.http,
    routes,
    authenticate,
    findSite,
    policy: accessPolicy,
    log,
    clock,
    ids,
    metrics,
    readiness: [{ name: 'database', check: () => database.ping() }],
    // Half a second of work, so only for whoever asks.
    openapi: () =>
      buildOpenApi(
        routes.map(({ route }) => route),
        { ...apiInfo, version },
        stateActions,
      ),
    onRefused: trail.onRefused,
    idempotency: { db: database, fingerprint: keys.fingerprint },
    limiter: people.limiter,
    ...(options.staticDir === undefined ? {} : { staticDir: options.staticDir }),
  });
  const seed = (): Promise<void> => templates.seed();
  const metricsServer = config.metrics === undefined ? [] : [createMetricsServer({ metrics, log, ...config.metrics })];
  const requeues = role === 'api' ? [] : [backups.restoredJobs];
  const works = role === 'api' || !cluster.enabled ? [] : workersOf(cluster, parts);
  const serves = role === 'worker' ? [] : [http];
  const first = [database, keys, configured, ...trail.services, seedService(seed), clients.directory, ...people.services];
  const services = [...first, deployments.parameterMove, events, jobs, ...requeues, ...works, ...metricsServer, ...serves];
  return { services, database, jobs, metrics, http, authenticate, routes, jobKinds, seed };
}
