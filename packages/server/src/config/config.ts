/** The configuration as the program uses it: parsed once, frozen, cut into the slices that modules receive. */
import { type Environment, configError } from '@moorage/core/config-reader';
import type { FieldIssue } from '@moorage/core/errors';
import type { LogLevel } from '@moorage/core/log';
import type { Secret } from '@moorage/core/secret';
import type { HttpConfig } from '../platform/http/server.ts';
import { backupProblems, backupsConfig, type BackupsConfig } from './env-backups.ts';
import { type EncryptionConfig, encryptionConfig, encryptionProblems } from './env-encryption.ts';
import { secretStoreProblems, secretStoresConfig, type SecretStoresConfig } from './env-secrets.ts';
import { readEnvironment } from './env.ts';
import { providerProblems, type SignInConfig, signInConfig, type TokenConfig, tokenConfig, tokenCookieName } from './sign-in.ts';

export interface Config {
  /** Undefined where no provider is configured. */
  readonly model:
    | {
        readonly provider: 'anthropic' | 'openai';
        readonly model: string;
        readonly apiKey: Secret | undefined;
        readonly baseUrl: string | undefined;
      }
    | undefined;
  /** Undefined where no mail is sent. */
  readonly mail: { readonly url: Secret; readonly from: string } | undefined;
  readonly devMode: boolean;
  readonly logLevel: LogLevel;
  readonly dataDir: string;
  /** Whether the console is served. */
  readonly console: boolean;
  readonly http: HttpConfig;
  /** Where replicas share limits; undefined leaves it to what there is. */
  readonly limitStore: 'redis' | 'postgres' | 'memory' | undefined;
  /** Undefined where metrics are turned off. */
  readonly metrics:
    | { readonly host: string; readonly port: number; /** Nobody chose it. */ readonly mayMove: boolean }
    | undefined;
  readonly database: {
    /** Undefined means the embedded PostgreSQL. */
    readonly dsn: Secret | undefined;
    readonly autoMigrate: boolean;
    readonly poolSize: number;
    readonly statementTimeoutMs: number;
  };
  readonly session: {
    readonly cookieName: string;
    readonly cookieDomain: string | undefined;
    readonly maxAgeSeconds: number;
    readonly lifetimeSeconds: number;
    readonly secureCookie: boolean;
    readonly backend: 'postgres' | 'redis' | 'memory';
    readonly redisUrl: Secret | undefined;
  };
  readonly tokens: TokenConfig;
  readonly encryption: EncryptionConfig;
  readonly signIn: SignInConfig;
  readonly registration: { readonly policy: 'open' | 'domains' | 'invite'; readonly allowedEmailDomains: readonly string[] };
  readonly cluster: {
    readonly enabled: boolean;
    /** Undefined means the embedded cluster. */
    readonly kubeconfig: string | undefined;
    readonly deploymentDomain: string;
    /** Of the embedded cluster; undefined where nobody chose one. */
    readonly ingressPort: number | undefined;
    /** IPv4, of a cluster's ingress controller; empty where nobody named them. */
    readonly ingressAddresses: readonly string[];
  };
  readonly dns: { /** Those of the system when empty. */ readonly servers: readonly string[]; readonly timeoutMs: number };
  readonly images: {
    /** Undefined leaves it to whether the cluster is the embedded one. */
    readonly enabled: boolean | undefined;
    readonly intervalMs: number;
    readonly credentials: Secret | undefined;
    readonly insecureHosts: readonly string[];
    readonly ecr: { readonly endpoint: string | undefined } | undefined;
  };
  /** Records at DNS providers. */
  readonly zones: {
    readonly intervalMs: number;
    readonly driftMs: number;
    readonly maxDomains: number;
    readonly maxRecords: number;
    readonly updateNetworks: readonly string[];
  };
  /** Of organizations; where their APIs may be beside public addresses. */
  readonly clusters: { readonly apiNetworks: readonly string[] };
  /** Where APIs of cloud providers are, where that is not where those have them. */
  readonly providers: {
    readonly aws: string | undefined;
    readonly cloudflare: string | undefined;
    readonly hetzner: string | undefined;
    readonly digitalocean: string | undefined;
  };
  readonly backups: BackupsConfig;
  readonly secretStores: SecretStoresConfig;
  readonly servers: { readonly logRetentionDays: number };
  readonly orgKeys: { readonly retentionDays: number };
  /** Undefined keeps everything. */
  readonly audit: { readonly retentionDays: number | undefined };
  readonly exec: {
    /** Undefined leaves it to whether the cluster is the embedded one. */
    readonly enabled: boolean | undefined;
    readonly idleMs: number;
  };
}

type Env = ReturnType<typeof readEnvironment>;

function listener(env: Env): { host: string; port: number } {
  return env.serverAddr ?? { host: env.bindAddress ?? '127.0.0.1', port: env.bindPort ?? 8080 };
}

function metricsListener({ metricsAddr }: Env): Config['metrics'] {
  if (metricsAddr === 'off') return undefined;
  return metricsAddr === undefined ? { host: '127.0.0.1', port: 9090, mayMove: true } : { ...metricsAddr, mayMove: false };
}

/** True for addresses and names that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** True for an address that leads to this machine only. */
export function isLoopbackUrl(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname.endsWith('.localhost') || isLoopback(hostname.replace(/^\[|\]$/g, ''));
}

/** True for the domain itself and everything below it. */
function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

function originOf(host: string, port: number): string {
  const shown = isLoopback(host) || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}

/** Rules that take more than one variable to check. */
function crossProblems(env: Env): FieldIssue[] {
  const problems: FieldIssue[] = [];
  if (env.registrationPolicy === 'domains' && env.allowedEmailDomains.length === 0) {
    problems.push({ path: 'ALLOWED_EMAIL_DOMAINS', message: 'is required when REGISTRATION_POLICY is domains' });
  }
  problems.push(...providerProblems(env), ...backupProblems(env), ...secretStoreProblems(env));
  problems.push(...encryptionProblems(env, isLoopbackUrl));
  if (env.smtpUrl !== undefined && env.mailFrom === undefined) {
    problems.push({ path: 'MAIL_FROM', message: 'is required when SMTP_URL is set' });
  }
  if (env.aiProvider !== undefined && env.aiModel === undefined) {
    problems.push({ path: 'AI_MODEL', message: 'is required when AI_PROVIDER is set' });
  }
  if (env.aiProvider !== undefined && env.aiApiKey === undefined && env.aiBaseUrl === undefined) {
    problems.push({ path: 'AI_API_KEY', message: 'is required when AI_PROVIDER is set and AI_BASE_URL is not' });
  }
  if (env.serverAddr !== undefined && (env.bindAddress !== undefined || env.bindPort !== undefined)) {
    problems.push({ path: 'SERVER_ADDR', message: 'and BIND_ADDRESS or BIND_PORT are both set; unset one' });
  }
  if (env.sessionCookieName.startsWith('__')) {
    const isSecure = env.baseUrl?.startsWith('https:') === true;
    const isBound = env.sessionCookieName.startsWith('__Host-') && env.sessionCookieDomain === undefined;
    if (!isSecure || !isBound) {
      const message = 'begins with __, so it must be __Host-…, with BASE_URL at https and without SESSION_COOKIE_DOMAIN';
      problems.push({ path: 'SESSION_COOKIE_NAME', message });
    }
  }
  const cookieDomain = env.sessionCookieDomain?.toLowerCase().replace(/^\./, '');
  if (cookieDomain !== undefined && isWithin(env.deploymentDomain, cookieDomain)) {
    const message = `would send every session to the apps below ${env.deploymentDomain}; unset it or move DEPLOYMENT_DOMAIN`;
    problems.push({ path: 'SESSION_COOKIE_DOMAIN', message });
  }
  return problems;
}

function httpConfig(env: Env): HttpConfig {
  const { host, port } = listener(env);
  return {
    host,
    port,
    baseUrl: env.baseUrl ?? originOf(host, port),
    devMode: env.devMode,
    trustedProxies: env.trustedProxies,
    bodyLimitBytes: env.bodyLimitBytes,
    allowedOrigins: env.corsAllowedOrigins,
    drainMs: env.shutdownSeconds * 1000,
    sessionCookie: env.sessionCookieName,
    tokenCookie: tokenCookieName,
    rateLimit: {
      enabled: env.rateLimitEnabled,
      perSecond: env.rateLimitRps,
      burst: env.rateLimitBurst,
      loginPerSecond: env.rateLimitLoginRps,
      loginBurst: env.rateLimitLoginBurst,
      v1PerMinute: env.rateLimitV1Rpm,
    },
  };
}

function mailConfig({ smtpUrl: url, mailFrom: from }: Env): Config['mail'] {
  return url === undefined || from === undefined ? undefined : { url, from };
}

function modelConfig({ aiProvider: provider, aiModel: model, aiApiKey: apiKey, aiBaseUrl: baseUrl }: Env): Config['model'] {
  if (provider === undefined || model === undefined) return undefined;
  return Object.freeze({ provider, model, apiKey, baseUrl });
}

function imagesConfig(env: Env): Config['images'] {
  return {
    enabled: env.imageWatcherEnabled,
    intervalMs: env.imageWatcherInterval * 1000,
    credentials: env.registryCredentials,
    insecureHosts: env.registryInsecure,
    ecr: env.ecrEnabled ? { endpoint: env.ecrEndpoint } : undefined,
  };
}

function providersConfig(env: Env): Config['providers'] {
  return { aws: env.awsUrl, cloudflare: env.cloudflareUrl, hetzner: env.hetznerUrl, digitalocean: env.digitaloceanUrl };
}

function zonesConfig(env: Env): Config['zones'] {
  return {
    intervalMs: env.zoneInterval * 1_000,
    driftMs: env.zoneDrift * 1_000,
    maxDomains: env.zoneMaxDomains,
    maxRecords: env.zoneMaxRecords,
    updateNetworks: env.zoneUpdateNetworks,
  };
}

/** Reads the configuration; throws one error that names every problem. */
export function loadConfig(environment?: Environment): Config {
  const env = readEnvironment(environment);
  const problems = crossProblems(env);
  if (problems.length > 0) throw configError(problems);
  const http = Object.freeze(httpConfig(env));
  return Object.freeze({
    devMode: env.devMode,
    logLevel: env.logLevel,
    dataDir: env.dataDir,
    console: env.reactUi,
    model: modelConfig(env),
    mail: mailConfig(env),
    http,
    limitStore: env.rateLimitStore,
    metrics: metricsListener(env),
    database: Object.freeze({
      dsn: env.databaseDsn,
      autoMigrate: env.autoMigrate,
      poolSize: env.databasePoolSize,
      statementTimeoutMs: env.statementTimeoutMs,
    }),
    session: Object.freeze({
      cookieName: env.sessionCookieName,
      cookieDomain: env.sessionCookieDomain,
      maxAgeSeconds: env.sessionMaxAge,
      lifetimeSeconds: env.sessionMaxLifetime,
      secureCookie: http.baseUrl.startsWith('https:'),
      backend: env.sessionBackend,
      redisUrl: env.redisUrl,
    }),
    tokens: Object.freeze(tokenConfig(env)),
    encryption: Object.freeze(encryptionConfig(env)),
    signIn: Object.freeze(signInConfig(env, http.baseUrl)),
    registration: Object.freeze({ policy: env.registrationPolicy, allowedEmailDomains: env.allowedEmailDomains }),
    cluster: Object.freeze({
      enabled: env.kubernetesEnabled,
      kubeconfig: env.kubeconfig,
      deploymentDomain: env.deploymentDomain,
      ingressPort: env.ingressPort,
      ingressAddresses: env.ingressAddresses,
    }),
    dns: Object.freeze({ servers: env.dnsServers, timeoutMs: env.dnsTimeoutMs }),
    images: Object.freeze(imagesConfig(env)),
    providers: Object.freeze(providersConfig(env)),
    zones: Object.freeze(zonesConfig(env)),
    clusters: Object.freeze({ apiNetworks: env.clusterApiNetworks }),
    backups: Object.freeze(backupsConfig(env)),
    secretStores: Object.freeze(secretStoresConfig(env)),
    servers: Object.freeze({ logRetentionDays: env.serverLogRetentionDays }),
    orgKeys: Object.freeze({ retentionDays: env.orgKeyRetentionDays }),
    audit: Object.freeze({ retentionDays: env.auditRetentionDays }),
    exec: Object.freeze({ enabled: env.execEnabled, idleMs: env.execIdleSeconds * 1000 }),
  });
}
