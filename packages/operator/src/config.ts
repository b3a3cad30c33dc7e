/** Configuration of the stand-alone operator: flags, each with an environment twin. Every problem is reported at once. */
import { parseArgs } from 'node:util';
import { AppError, type FieldIssue } from '@moorage/core/errors';
import type { LogLevel } from '@moorage/core/log';
import { z } from 'zod';
import type { OperatorConfig } from './app.ts';
import { isHostName } from './rules/ingress.rules.ts';

interface Flag {
  readonly env?: string;
  readonly fallback: string;
  readonly meaning: string;
}

/** The documented flags; `--help` and the reference are made of this. */
export const operatorFlags = {
  'metrics-bind-address': { fallback: '0', meaning: 'address of the metrics listener such as :9090; 0 is off' },
  'health-probe-bind-address': { fallback: ':8081', meaning: 'address of the health listener; 0 is off' },
  'leader-elect': { fallback: 'false', meaning: 'only one of several processes is active' },
  shards: {
    env: 'OPERATOR_SHARDS',
    fallback: '0',
    meaning: 'split the namespaces into so many shards that all processes share, instead of electing a leader; 0 is off',
  },
  'leader-namespace': { env: 'POD_NAMESPACE', fallback: 'default', meaning: 'namespace of the leases' },
  workers: { env: 'OPERATOR_WORKERS', fallback: '8', meaning: 'how many deployments are worked on at a time' },
  'kube-api-rate': { env: 'KUBE_API_RATE', fallback: '300', meaning: 'calls a second to the Kubernetes API; twice that at once' },
  'deployment-domain': { env: 'DEPLOYMENT_DOMAIN', fallback: 'example.com', meaning: 'domain of ingress hosts' },
  'ingress-scheme': { env: 'INGRESS_SCHEME', fallback: 'https', meaning: 'http or https' },
  'ingress-port': { env: 'INGRESS_PORT', fallback: '', meaning: 'port of the ingress, when it is not the usual one' },
  'ingress-class': { env: 'INGRESS_CLASS', fallback: 'traefik', meaning: 'ingressClassName of the ingresses' },
  'ingress-namespace': { env: 'INGRESS_NAMESPACE', fallback: 'traefik', meaning: 'namespace of the ingress controller' },
  'cert-issuer': { env: 'CERT_ISSUER', fallback: '', meaning: 'cert-manager ClusterIssuer; empty for none' },
  'ingress-annotation-prefixes': {
    env: 'INGRESS_ANNOTATION_PREFIXES',
    fallback: '',
    meaning: 'what annotations of ingresses may begin with, separated by commas; empty for a safe choice',
  },
  'cluster-secret-store': {
    env: 'CLUSTER_SECRET_STORE',
    fallback: '',
    meaning: 'ClusterSecretStore of deployments that name none; empty for none',
  },
  'pod-security': { env: 'POD_SECURITY', fallback: 'restricted', meaning: 'restricted: no pod runs as root; or baseline' },
  'default-run-as-user': {
    env: 'DEFAULT_RUN_AS_USER',
    fallback: '',
    meaning: 'numeric user of services that name none; empty for the user of their image',
  },
  'namespace-selector': {
    env: 'NAMESPACE_SELECTOR',
    fallback: '',
    meaning: 'label selector of namespaces to serve; empty for all',
  },
  kubeconfig: { env: 'KUBECONFIG', fallback: '', meaning: 'kubeconfig file; empty for the pod’s service account' },
  'install-crds': { env: 'INSTALL_CRDS', fallback: 'false', meaning: 'install the custom resource definitions first' },
  'log-level': { env: 'LOG_LEVEL', fallback: 'info', meaning: 'debug, info, warn, error or silent' },
} as const satisfies Record<string, Flag>;

type FlagName = keyof typeof operatorFlags;

const boolean = z.enum(['true', 'false']).transform((text) => text === 'true');
const address = z.string().regex(/^(0|[^:\s]*:\d{1,5}|\[[0-9a-f:]+\]:\d{1,5})$/i, 'must be host:port, :port or 0');

const optionalNumber = (min: number, max: number) =>
  z.union([z.literal('').transform(() => undefined), z.coerce.number().int().min(min).max(max)]);

const schema = z.object({
  'metrics-bind-address': address,
  'health-probe-bind-address': address,
  'leader-elect': boolean,
  shards: z.coerce.number().int().min(0).max(256),
  'leader-namespace': z.string().min(1),
  workers: z.coerce.number().int().min(1).max(64),
  'kube-api-rate': z.coerce.number().int().min(10).max(10_000),
  'deployment-domain': z.string().refine(isHostName, 'must be a domain name'),
  'ingress-scheme': z.enum(['http', 'https']),
  'ingress-port': optionalNumber(1, 65_535),
  'ingress-class': z.string().min(1),
  'ingress-namespace': z.string().min(1),
  'cert-issuer': z.string(),
  'ingress-annotation-prefixes': z.string().transform((text) => text.split(',').filter((part) => part !== '')),
  'cluster-secret-store': z.string().refine((name) => name === '' || isHostName(name), 'must be the name of a secret store'),
  'pod-security': z.enum(['restricted', 'baseline']),
  'default-run-as-user': optionalNumber(1, 2_147_483_647),
  'namespace-selector': z.string(),
  kubeconfig: z.string(),
  'install-crds': boolean,
  'log-level': z.enum(['debug', 'info', 'warn', 'error', 'silent']),
});

export interface OperatorProcessConfig {
  readonly operator: OperatorConfig;
  readonly metricsAddress: ListenAddress | undefined;
  readonly healthAddress: ListenAddress | undefined;
  /** A kubeconfig file, or undefined for the pod's service account at `cluster`. */
  readonly kubeconfig: string | undefined;
  readonly cluster: { readonly host: string | undefined; readonly port: string | undefined };
  /** Calls a second. */
  readonly rate: number;
  readonly installCrds: boolean;
  readonly logLevel: LogLevel;
}

export interface ListenAddress {
  readonly host: string | undefined;
  readonly port: number;
}

function parseAddress(text: string): ListenAddress | undefined {
  if (text === '0') return undefined;
  const at = text.lastIndexOf(':');
  const host = text.slice(0, at).replace(/^\[|\]$/g, '');
  return { host: host === '' ? undefined : host, port: Number(text.slice(at + 1)) };
}

function isFlagName(name: string): name is FlagName {
  return name in operatorFlags;
}

/** `--flag value`, `--flag=value`; a bare `--leader-elect` means true. */
function readFlags(argv: readonly string[]): {
  readonly values: Partial<Record<FlagName, string>>;
  readonly issues: FieldIssue[];
} {
  const booleans = new Set<string>(['leader-elect', 'install-crds']);
  const args = argv.map((arg) => (arg.startsWith('--') && booleans.has(arg.slice(2)) ? `${arg}=true` : arg));
  const options = Object.fromEntries(Object.keys(operatorFlags).map((name) => [name, { type: 'string' as const }]));
  const parsed = parseArgs({ args, options, strict: false, allowPositionals: true });
  const issues: FieldIssue[] = parsed.positionals.map((word) => ({ path: word, message: 'is not a flag' }));
  const values: Partial<Record<FlagName, string>> = {};
  for (const [name, value] of Object.entries(parsed.values)) {
    if (isFlagName(name) && typeof value === 'string') values[name] = value;
    else issues.push({ path: `--${name}`, message: isFlagName(name) ? 'needs a value' : 'is not a known flag' });
  }
  return { values, issues };
}

function rawValues(
  flags: Partial<Record<FlagName, string>>,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries<Flag>(operatorFlags).map(([name, flag]) => {
      const given = isFlagName(name) ? flags[name] : undefined;
      return [name, given ?? (flag.env === undefined ? undefined : env[flag.env]) ?? flag.fallback];
    }),
  );
}

function toOperatorConfig(flags: z.output<typeof schema>): OperatorConfig {
  const port = flags['ingress-port'];
  const user = flags['default-run-as-user'];
  const prefixes = flags['ingress-annotation-prefixes'];
  return {
    deploymentDomain: flags['deployment-domain'],
    ingressScheme: flags['ingress-scheme'],
    ...(port === undefined ? {} : { ingressPort: port }),
    ingressClassName: flags['ingress-class'],
    ingressNamespace: flags['ingress-namespace'],
    ...(prefixes.length === 0 ? {} : { ingressAnnotationPrefixes: prefixes }),
    ...(flags['cert-issuer'] === '' ? {} : { certIssuer: flags['cert-issuer'] }),
    ...(flags['cluster-secret-store'] === '' ? {} : { clusterSecretStore: flags['cluster-secret-store'] }),
    podSecurity: flags['pod-security'],
    ...(user === undefined ? {} : { defaultRunAsUser: user }),
    leaderElect: flags['leader-elect'],
    ...(flags.shards === 0 ? {} : { shards: flags.shards }),
    workers: flags.workers,
    leaderNamespace: flags['leader-namespace'],
    ...(flags['namespace-selector'] === '' ? {} : { namespaceSelector: flags['namespace-selector'] }),
  };
}

/** Reads flags and environment; throws one error that names everything that is wrong. */
export function readOperatorConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): OperatorProcessConfig {
  const { values, issues } = readFlags(argv);
  const parsed = schema.safeParse(rawValues(values, env));
  const all = [
    ...issues,
    ...(parsed.error?.issues ?? []).map((issue) => ({ path: `--${String(issue.path[0] ?? '')}`, message: issue.message })),
  ];
  if (!parsed.success || all.length > 0) {
    const text = all.map((issue) => `${issue.path} ${issue.message}`).join('; ');
    throw new AppError('invalid_request', `The configuration is not valid: ${text}.`, { details: { issues: all } });
  }
  const flags = parsed.data;
  return {
    operator: toOperatorConfig(flags),
    metricsAddress: parseAddress(flags['metrics-bind-address']),
    healthAddress: parseAddress(flags['health-probe-bind-address']),
    kubeconfig: flags.kubeconfig === '' ? undefined : flags.kubeconfig,
    cluster: { host: env['KUBERNETES_SERVICE_HOST'], port: env['KUBERNETES_SERVICE_PORT'] },
    rate: flags['kube-api-rate'],
    installCrds: flags['install-crds'],
    logLevel: flags['log-level'],
  };
}
