/**
 * What a kubeconfig must be to be kept: one context with a server by HTTPS, and credentials that are in the file itself.
 *
 * Whatever would make us run a program, read a file, go through a proxy or trust anybody is refused.
 */
import { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import type { ClusterConnection } from './cluster-access.ports.ts';

export interface ReadKubeconfig {
  readonly connection: ClusterConnection;
  /** The authority's certificate as the file has it. */
  readonly caData: string | undefined;
}

export type KubeconfigReading =
  | { readonly kind: 'ok'; readonly kubeconfig: ReadKubeconfig }
  /** For who sent it. */
  | { readonly kind: 'refused'; readonly message: string };

const settings = z.record(z.string(), z.unknown());
const file = z.looseObject({
  'current-context': z.string().min(1),
  contexts: z.array(z.looseObject({ name: z.string(), context: settings })),
  clusters: z.array(z.looseObject({ name: z.string(), cluster: settings })),
  users: z.array(z.looseObject({ name: z.string(), user: settings })),
});

/** What is refused, and why. */
const refusedOfUsers: Readonly<Record<string, string>> = {
  exec: 'runs a program to sign in, which is not done here',
  'auth-provider': 'signs in by a plugin, which is not done here',
  'client-certificate': 'names a file; use client-certificate-data',
  'client-key': 'names a file; use client-key-data',
  tokenFile: 'names a file; use token',
  username: 'has a password, which Kubernetes takes no more',
  password: 'has a password, which Kubernetes takes no more',
};
const refusedOfClusters: Readonly<Record<string, string>> = {
  'certificate-authority': 'names a file; use certificate-authority-data',
  'proxy-url': 'goes through a proxy, which is not done here',
};

const knownOfUsers = new Set(['token', 'client-certificate-data', 'client-key-data', 'extensions']);

const base64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;
const token = /^[\x21-\x7e]{1,16384}$/;

class Refusal extends Error {}

function refuse(message: string): never {
  throw new Refusal(message);
}

function textOf(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : refuse(`${name} must be a text`);
}

function pemOf(fields: Readonly<Record<string, unknown>>, name: string, kind: RegExp): string | undefined {
  const data = textOf(fields, name);
  if (data === undefined) return undefined;
  const pem = base64.test(data) ? Buffer.from(data, 'base64').toString('utf8') : '';
  return kind.test(pem) ? pem : refuse(`${name} is not what its name says, in base64`);
}

function serverOf(cluster: Readonly<Record<string, unknown>>): string {
  const text = textOf(cluster, 'server') ?? refuse('the cluster has no server');
  if (!URL.canParse(text)) refuse('the server is no address');
  const { protocol, username, password, search, hash } = new URL(text);
  if (protocol !== 'https:') refuse('the server is not reached by HTTPS');
  if (username !== '' || password !== '' || search !== '' || hash !== '') refuse('the server is more than an address');
  return text;
}

function credentialsOf(user: Readonly<Record<string, unknown>>): Pick<ClusterConnection, 'token' | 'cert' | 'key'> {
  for (const name of Object.keys(user)) {
    if (refusedOfUsers[name] !== undefined) refuse(`the user ${refusedOfUsers[name]}`);
    if (!knownOfUsers.has(name)) refuse(`the user has "${name.slice(0, 50)}", which is not taken here`);
  }
  const bearer = textOf(user, 'token');
  const cert = pemOf(user, 'client-certificate-data', /-----BEGIN CERTIFICATE-----/);
  const key = pemOf(user, 'client-key-data', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/);
  if (bearer !== undefined && !token.test(bearer)) refuse('the token is not one');
  if ((cert === undefined) !== (key === undefined)) refuse('the user has half a certificate: it needs its key too');
  if (bearer === undefined && cert === undefined) refuse('the user has neither a token nor a certificate');
  return {
    token: bearer === undefined ? undefined : new Secret(bearer),
    cert,
    key: key === undefined ? undefined : new Secret(key),
  };
}

function clusterOf(cluster: Readonly<Record<string, unknown>>) {
  for (const [name, why] of Object.entries(refusedOfClusters))
    if (textOf(cluster, name) !== undefined) refuse(`the cluster ${why}`);
  if (cluster['insecure-skip-tls-verify'] === true) refuse('the cluster’s certificate is not to be checked');
  const caData = textOf(cluster, 'certificate-authority-data')?.replaceAll(/\s/g, '');
  const ca = pemOf(cluster, 'certificate-authority-data', /-----BEGIN CERTIFICATE-----/);
  return { server: serverOf(cluster), ca, caData, serverName: textOf(cluster, 'tls-server-name') };
}

function read(value: unknown): ReadKubeconfig {
  const parsed = file.safeParse(value);
  if (!parsed.success) return refuse('it is no kubeconfig with contexts, clusters, users and a current context');
  const { contexts, clusters, users, 'current-context': current } = parsed.data;
  const [context, cluster, user] = [contexts[0], clusters[0], users[0]];
  const isOne = contexts.length === 1 && clusters.length === 1 && users.length === 1;
  if (!isOne || context === undefined || cluster === undefined || user === undefined)
    return refuse(
      'it must have one context, cluster and user; `kubectl config view --minify --flatten --raw` prints such a file',
    );
  if (context.name !== current) refuse('its current context is not there');
  if (context.context['cluster'] !== cluster.name || context.context['user'] !== user.name)
    refuse('its context names a cluster or a user that is not there');
  const { caData, ...place } = clusterOf(cluster.cluster);
  return { connection: { ...place, ...credentialsOf(user.user) }, caData };
}

/** Reads what a YAML file says. */
export function readKubeconfig(value: unknown): KubeconfigReading {
  try {
    return { kind: 'ok', kubeconfig: read(value) };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', message: error.message };
    throw error;
  }
}

export interface NewKubeconfig {
  readonly name: string;
  readonly server: string;
  readonly caData: string | undefined;
  readonly serverName: string | undefined;
  readonly namespace: string | undefined;
  readonly token: string;
}

/** A kubeconfig with a token and nothing else to sign in with. */
export function kubeconfigWith({ name, server, caData, serverName, namespace, token: bearer }: NewKubeconfig): object {
  const cluster = {
    server,
    ...(caData === undefined ? {} : { 'certificate-authority-data': caData }),
    ...(serverName === undefined ? {} : { 'tls-server-name': serverName }),
  };
  const context = { cluster: name, user: name, ...(namespace === undefined ? {} : { namespace }) };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    contexts: [{ name, context }],
    clusters: [{ name, cluster }],
    users: [{ name, user: { token: bearer } }],
  };
}
