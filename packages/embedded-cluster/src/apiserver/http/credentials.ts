/**
 * The server's certificate and the token of its one administrator.
 *
 * They are made once and kept beside the data, readable by their owner only, so that a kubeconfig stays valid across restarts.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import { makeCertificates } from './certificates.ts';

export interface ServerCredentials {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly token: string;
}

const dayMs = 86_400_000;
const validDays = 3_650;
const files = { ca: 'ca.crt', cert: 'server.crt', key: 'server.key', token: 'admin.token' } as const;

function load(directory: string): ServerCredentials | undefined {
  const paths = Object.values(files).map((name) => join(directory, name));
  if (!paths.every((path) => existsSync(path))) return undefined;
  const [ca = '', cert = '', key = '', token = ''] = paths.map((path) => readFileSync(path, 'utf8'));
  return { ca, cert, key, token: token.trim() };
}

/** A certificate that ends within a month is replaced, with its authority. */
function isFresh(credentials: ServerCredentials, clock: Clock): boolean {
  return new X509Certificate(credentials.cert).validToDate.getTime() - clock.now().getTime() > 30 * dayMs;
}

function save(directory: string, credentials: ServerCredentials): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const part of ['ca', 'cert', 'key', 'token'] as const) {
    const path = join(directory, files[part]);
    writeFileSync(path, credentials[part], { mode: 0o600 });
    chmodSync(path, 0o600);
  }
}

/** The credentials of the data directory, made when missing; without a directory they live as long as the process. */
export function provideCredentials(directory: string | undefined, clock: Clock, ids: Ids): ServerCredentials {
  const known = directory === undefined ? undefined : load(directory);
  if (known !== undefined && isFresh(known, clock)) return known;
  const now = clock.now().getTime();
  const certificates = makeCertificates({ notBefore: new Date(now - dayMs), notAfter: new Date(now + validDays * dayMs) });
  const made = { ...certificates, token: known?.token ?? ids.token() };
  if (directory !== undefined) save(directory, made);
  return made;
}

/** A kubeconfig with everything inside, for kubectl and client libraries. */
export function kubeconfigText(url: string, credentials: Pick<ServerCredentials, 'ca' | 'token'>): string {
  const name = 'moorage-embedded';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': Buffer.from(credentials.ca).toString('base64') } }],
    users: [{ name, user: { token: credentials.token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
    'current-context': name,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
