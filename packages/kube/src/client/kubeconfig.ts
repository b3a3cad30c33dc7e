/**
 * A user's kubeconfig.
 *
 * Certificates, tokens and files are read here. Credential plugins (exec, OIDC) are left to the Kubernetes client library, which is
 * loaded only for a user that names one, because loading it costs 90 MB and half a second.
 */
import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { dirname, resolve } from 'node:path';
import { AppError } from '@moorage/core/errors';
import { Secret } from '@moorage/core/secret';
import { parse } from 'yaml';
import type { Connection, Credentials } from './connection.ts';

interface Named {
  readonly name?: string;
}
interface ClusterEntry extends Named {
  readonly cluster?: Readonly<Record<string, string | boolean | undefined>>;
}
interface UserEntry extends Named {
  readonly user?: Readonly<Record<string, unknown>>;
}
interface ContextEntry extends Named {
  readonly context?: { readonly cluster?: string; readonly user?: string; readonly namespace?: string };
}
interface KubeconfigFile {
  readonly 'current-context'?: string;
  readonly clusters?: readonly ClusterEntry[];
  readonly users?: readonly UserEntry[];
  readonly contexts?: readonly ContextEntry[];
}

export interface KubeconfigConnection {
  readonly connection: Connection;
  readonly context: string;
  readonly namespace: string;
}

function refuse(message: string): never {
  throw new AppError('invalid_request', message, { details: { nextStep: 'Check the file with "kubectl config view".' } });
}

function find<T extends Named>(entries: readonly T[] | undefined, name: string | undefined, what: string): T {
  return entries?.find((entry) => entry.name === name) ?? refuse(`The kubeconfig has no ${what} named "${name ?? ''}".`);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The PEM given inline as base64, or in a file beside the kubeconfig. */
async function pem(fields: Readonly<Record<string, unknown>>, name: string, folder: string): Promise<string | undefined> {
  const inline = text(fields[`${name}-data`]);
  if (inline !== undefined) return Buffer.from(inline, 'base64').toString('utf8');
  const path = text(fields[name]);
  return path === undefined ? undefined : readFile(resolve(folder, path), 'utf8');
}

function pemText(value: unknown): string | undefined {
  return Buffer.isBuffer(value) ? value.toString('utf8') : text(value);
}

/**
 * Runs the credential plugin that the user entry names and gives the token and certificate that it answered. They expire: the
 * library runs the plugin again when its answer has, and an instance of its own that knows no answer runs it when it was refused.
 */
async function fromPlugin(content: string, context: string): Promise<Partial<Connection>> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const load = (): InstanceType<typeof KubeConfig> => {
    const loaded = new KubeConfig();
    loaded.loadFromString(content);
    loaded.setCurrentContext(context);
    return loaded;
  };
  let config = load();
  const fresh = async (wereRefused: boolean): Promise<Credentials> => {
    if (wereRefused) config = load();
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const headers: Record<string, unknown> = { ...options.headers };
    const bearer = text(headers['Authorization'] ?? headers['authorization'])?.replace(/^Bearer /, '');
    return credentialsOf(bearer, pemText(options.cert), pemText(options.key));
  };
  return { ...(await fresh(false)), fresh };
}

function credentialsOf(token: string | undefined, cert: string | undefined, key: string | undefined): Credentials {
  return {
    ...(token === undefined ? {} : { token: new Secret(token) }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key: new Secret(key) }),
  };
}

async function credentials(user: Readonly<Record<string, unknown>>, folder: string): Promise<Partial<Connection>> {
  const read = async (): Promise<Credentials> =>
    credentialsOf(text(user['token']), await pem(user, 'client-certificate', folder), await pem(user, 'client-key', folder));
  const tokenFile = text(user['tokenFile']);
  const isInFiles = text(user['client-certificate']) !== undefined || text(user['client-key']) !== undefined;
  return {
    ...(await read()),
    ...(isInFiles ? { fresh: read } : {}),
    ...(tokenFile === undefined ? {} : { tokenFile: resolve(folder, tokenFile) }),
  };
}

/** Reads a kubeconfig's text; relative paths in it count from `folder`. */
export async function parseKubeconfig(content: string, folder: string, contextName?: string): Promise<KubeconfigConnection> {
  const file: KubeconfigFile | null = parse(content);
  if (typeof file !== 'object' || file === null) refuse('The kubeconfig is not a YAML object.');
  const context = find(file.contexts, contextName ?? file['current-context'], 'context');
  const cluster = find(file.clusters, context.context?.cluster, 'cluster').cluster ?? {};
  const user = find(file.users, context.context?.user, 'user').user ?? {};
  const usesPlugin = user['exec'] !== undefined || user['auth-provider'] !== undefined;
  const ca = await pem(cluster, 'certificate-authority', folder);
  const serverName = text(cluster['tls-server-name']);
  return {
    context: context.name ?? '',
    namespace: context.context?.namespace ?? 'default',
    connection: {
      server: text(cluster['server']) ?? refuse('The kubeconfig names no server.'),
      ...(ca === undefined ? {} : { ca }),
      ...(serverName === undefined ? {} : { serverName }),
      ...(cluster['insecure-skip-tls-verify'] === true ? { skipTlsVerify: true } : {}),
      ...(await (usesPlugin ? fromPlugin(content, context.name ?? '') : credentials(user, folder))),
    },
  };
}

/** Reads a kubeconfig file. */
export async function readKubeconfig(path: string, contextName?: string): Promise<KubeconfigConnection> {
  return parseKubeconfig(await readFile(path, 'utf8'), dirname(resolve(path)), contextName);
}
