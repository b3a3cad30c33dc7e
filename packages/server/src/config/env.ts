/** The names of the environment, what each means and what it is without being set. Only this folder reads `process.env`. */
import { readFileSync } from 'node:fs';
import { isIP, isIPv4 } from 'node:net';
import { configError, type Environment, readConfig, text, type Values, variable } from '@moorage/core/config-reader';
import { type FieldIssue, isAppError } from '@moorage/core/errors';
import { z } from 'zod';
import { providerVariables, type OidcSettings, readOidcProviders, signIn } from './env-sign-in.ts';
import { backups } from './env-backups.ts';
import { encryption } from './env-encryption.ts';
import { secretStores } from './env-secrets.ts';
import { images } from './env-images.ts';
import { mail } from './env-mail.ts';
import { keys } from './env-keys.ts';
import { servers } from './env-servers.ts';
import { clusters } from './env-clusters.ts';
import { zones } from './env-dns.ts';
import { providerUrls } from './env-providers.ts';

const atLeast = (min: number): z.ZodType<number, string> => text.integer(min, Number.MAX_SAFE_INTEGER);
const optionalText = z.string().optional();
const dsn = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
  .pipe(text.secret)
  .optional();

/** `1.1.1.1`, `1.1.1.1:53` or `[::1]:53`, as the resolver takes them. */
function isServer(entry: string): boolean {
  const [, v6, v4] = /^(?:\[([0-9a-fA-F:]+)\]|([0-9.]+))(?::\d{1,5})?$/.exec(entry) ?? [];
  return isIP(v6 ?? v4 ?? entry) !== 0;
}

const server = {
  serverAddr: variable({
    names: ['SERVER_ADDR'],
    schema: text.address.optional(),
    doc: 'Where the API and the console listen; `:8080` is every interface. `127.0.0.1:8080` when nothing is set.',
    group: 'Server',
  }),
  bindAddress: variable({
    names: ['BIND_ADDRESS'],
    schema: optionalText,
    doc: 'Host part of `SERVER_ADDR`, where that is not set.',
    group: 'Server',
  }),
  bindPort: variable({
    names: ['BIND_PORT'],
    schema: text.integer(0, 65_535).optional(),
    doc: 'Port part of `SERVER_ADDR`, where that is not set. 0 takes any free port.',
    group: 'Server',
  }),
  baseUrl: variable({
    names: ['BASE_URL'],
    schema: text.url.optional(),
    doc: 'Origin under which browsers reach the console; https turns on secure cookies and HSTS. Derived from the listener when unset.',
    group: 'Server',
  }),
  metricsAddr: variable({
    names: ['METRICS_ADDR'],
    schema: z.union([z.literal('off'), text.address], { error: 'must be host:port or off' }).optional(),
    doc: 'Where Prometheus scrapes; `off` for nowhere. `127.0.0.1:9090` when nothing is set, or any free port where that is taken.',
    group: 'Server',
  }),
  devMode: variable({
    names: ['DEV_MODE'],
    schema: text.flag,
    default: 'false',
    doc: 'Signs in without a password on a loopback listener. Never in production.',
    group: 'Server',
  }),
  reactUi: variable({ names: ['REACT_UI'], schema: text.flag, default: 'true', doc: 'Serve the console.', group: 'Server' }),
  dataDir: variable({
    names: ['MOORAGE_DATA_DIR'],
    schema: z.string().min(1),
    default: '.moorage',
    doc: 'Directory of the embedded database and cluster, relative to the working directory.',
    group: 'Server',
  }),
  logLevel: variable({
    names: ['LOG_LEVEL'],
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'must be debug, info, warn, error or silent' }),
    default: 'info',
    doc: 'debug, info, warn, error or silent.',
    group: 'Server',
  }),
  trustedProxies: variable({
    names: ['TRUSTED_PROXIES'],
    schema: text.list,
    default: '',
    doc: 'Addresses or networks (CIDR) whose `X-Forwarded-*` headers are believed, separated by commas.',
    group: 'Server',
  }),
  shutdownSeconds: variable({
    names: ['SHUTDOWN_SECONDS'],
    schema: text.integer(0, 600),
    default: '3',
    doc: 'How long running requests may take to end when the server stops.',
    group: 'Server',
  }),
};

const database = {
  databaseDsn: variable({
    names: ['DATABASE_DSN', 'DATABASE_URL'],
    schema: dsn,
    secret: true,
    doc: 'PostgreSQL URL, with `sslmode=require` in production. The embedded PostgreSQL is used when unset.',
    group: 'Database',
  }),
  autoMigrate: variable({
    names: ['AUTO_MIGRATE'],
    schema: text.flag,
    default: 'true',
    doc: 'Bring the schema up to date at start.',
    group: 'Database',
  }),
  databasePoolSize: variable({
    names: ['DATABASE_POOL_SIZE'],
    schema: text.integer(2, 500),
    default: '10',
    doc: 'Connections a process.',
    group: 'Database',
  }),
  statementTimeoutMs: variable({
    names: ['DATABASE_STATEMENT_TIMEOUT_MS'],
    schema: atLeast(100),
    default: '15000',
    doc: 'A statement that takes longer is ended.',
    group: 'Database',
  }),
};

const limits = {
  rateLimitEnabled: variable({
    names: ['RATE_LIMIT_ENABLED'],
    schema: text.flag,
    default: 'true',
    doc: 'Limit requests.',
    group: 'Limits',
  }),
  rateLimitRps: variable({
    names: ['RATE_LIMIT_RPS'],
    schema: text.integer(1, 100_000),
    default: '20',
    doc: 'Requests a second for each user or key.',
    group: 'Limits',
  }),
  rateLimitBurst: variable({
    names: ['RATE_LIMIT_BURST'],
    schema: text.integer(1, 100_000),
    default: '40',
    doc: 'Requests at once for each user or key.',
    group: 'Limits',
  }),
  rateLimitLoginRps: variable({
    names: ['RATE_LIMIT_LOGIN_RPS'],
    schema: text.integer(1, 100_000),
    default: '5',
    doc: 'Sign-ins a second from one address.',
    group: 'Limits',
  }),
  rateLimitLoginBurst: variable({
    names: ['RATE_LIMIT_LOGIN_BURST'],
    schema: text.integer(1, 100_000),
    default: '10',
    doc: 'Sign-ins at once from one address.',
    group: 'Limits',
  }),
  rateLimitV1Rpm: variable({
    names: ['RATE_LIMIT_V1_RPM'],
    schema: text.integer(1, 6_000_000),
    default: '1000',
    doc: 'Requests a minute to `/api/v1` for each address, and for each user or key.',
    group: 'Limits',
  }),
  rateLimitStore: variable({
    names: ['RATE_LIMIT_STORE'],
    schema: z.enum(['redis', 'postgres', 'memory'], { error: 'must be redis, postgres or memory' }).optional(),
    doc: 'Where replicas share what callers have used up. When unset: Redis where `REDIS_URL` is set, this process alone with the embedded PostgreSQL, else PostgreSQL.',
    group: 'Limits',
  }),
  bodyLimitBytes: variable({
    names: ['BODY_LIMIT_BYTES'],
    schema: text.integer(1024, 104_857_600),
    default: '1048576',
    doc: 'Largest request body, where a route does not say otherwise.',
    group: 'Limits',
  }),
};

const cluster = {
  kubernetesEnabled: variable({
    names: ['KUBERNETES_ENABLED'],
    schema: text.flag,
    default: 'true',
    doc: 'Deploy to a cluster.',
    group: 'Cluster',
  }),
  kubeconfig: variable({
    names: ['KUBECONFIG'],
    schema: optionalText,
    doc: 'Cluster to deploy to. The embedded cluster is used when unset.',
    group: 'Cluster',
  }),
  deploymentDomain: variable({
    names: ['DEPLOYMENT_DOMAIN'],
    schema: z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'must be a domain name in lower case'),
    default: 'localhost',
    doc: 'Apps are served at `<name>.<domain>`.',
    group: 'Cluster',
  }),
  ingressPort: variable({
    names: ['MOORAGE_INGRESS_PORT'],
    schema: text.integer(0, 65_535).optional(),
    doc: 'Where the embedded cluster serves apps. 8081 when nothing is set, or any free port where that is taken.',
    group: 'Cluster',
  }),
};

const domains = {
  dnsServers: variable({
    names: ['DNS_SERVERS'],
    schema: text.list.refine((list) => list.every(isServer), 'must be IP addresses, each with or without a port'),
    default: '',
    doc: 'Name servers that are asked about custom domains, such as `1.1.1.1,9.9.9.9:53`. Those of the system when unset.',
    group: 'Cluster',
  }),
  dnsTimeoutMs: variable({
    names: ['DNS_TIMEOUT_MS'],
    schema: text.integer(100, 15_000),
    default: '3000',
    doc: 'How long a name server may take to answer; it is asked twice.',
    group: 'Cluster',
  }),
  ingressAddresses: variable({
    names: ['INGRESS_ADDRESSES'],
    schema: text.list.refine((list) => list.every(isIPv4), 'must be IPv4 addresses'),
    default: '',
    doc: 'IPv4 addresses of the ingress controller: the A records of custom domains that cannot have a CNAME, such as `example.org`.',
    group: 'Cluster',
  }),
};

const models = {
  aiProvider: variable({
    names: ['AI_PROVIDER'],
    schema: z.enum(['anthropic', 'openai'], { error: 'must be anthropic or openai' }).optional(),
    doc: 'Who writes drafts of templates: `anthropic` (messages API) or `openai` (chat completions, which many other servers speak). Nobody when unset.',
    group: 'Models',
  }),
  aiModel: variable({
    names: ['AI_MODEL'],
    schema: optionalText,
    doc: 'Name of the model; required with `AI_PROVIDER`.',
    group: 'Models',
  }),
  aiApiKey: variable({
    names: ['AI_API_KEY'],
    schema: text.secret.optional(),
    secret: true,
    doc: 'Key of the model provider; required with `AI_PROVIDER` unless `AI_BASE_URL` names a server of your own.',
    group: 'Models',
  }),
  aiBaseUrl: variable({
    names: ['AI_BASE_URL'],
    schema: text.url.optional(),
    doc: 'Where the API is, such as `http://127.0.0.1:11434/v1`. The provider’s own address when unset.',
    group: 'Models',
  }),
};

const exec = {
  execEnabled: variable({
    names: ['EXEC_ENABLED'],
    schema: text.flag.optional(),
    doc: 'Lets developers run commands in the containers of their deployments. On with the embedded cluster, else off, when unset.',
    group: 'Cluster',
  }),
  execIdleSeconds: variable({
    names: ['EXEC_IDLE_SECONDS'],
    schema: text.integer(1, 86_400),
    default: '900',
    doc: 'Such a command is ended when nothing was said for this long.',
    group: 'Cluster',
  }),
};

const audit = {
  auditRetentionDays: variable({
    names: ['AUDIT_RETENTION_DAYS'],
    schema: text.integer(1, 36_500).optional(),
    doc: 'Audit events older than this are removed every night, and the chain stays verifiable. Kept for ever when unset.',
    group: 'Audit',
  }),
};

export const variables = {
  ...server,
  ...database,
  ...signIn,
  ...providerVariables,
  ...limits,
  ...cluster,
  ...domains,
  ...models,
  ...exec,
  ...audit,
  ...encryption,
  ...backups,
  ...secretStores,
  ...images,
  ...mail,
  ...providerUrls,
  ...keys,
  ...servers,
  ...zones,
  ...clusters,
};

/** Every variable, parsed, and the OpenID providers that are named; throws one error that names all problems. */
export function readEnvironment(
  env: Environment = process.env,
): Values<typeof variables> & { readonly oidcProviders: readonly OidcSettings[] } {
  const options = { readFile: (path: string) => readFileSync(path, 'utf8') };
  const [values, oidcProviders] = readAll(
    () => readConfig(variables, env, options),
    () => readOidcProviders(env, options),
  );
  return Object.freeze({ ...values, oidcProviders });
}

/** Both, or one error with the problems of both. */
function readAll<A, B>(first: () => A, second: () => B): [A, B] {
  const problems: FieldIssue[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!isAppError(error, 'invalid_request') || error.details?.issues === undefined) throw error;
      problems.push(...error.details.issues);
      return undefined;
    }
  };
  const [a, b] = [attempt(first), attempt(second)];
  if (a === undefined || b === undefined) throw configError(problems);
  return [a, b];
}
