/** Where the API server is and who we are to it. */
import { readFile } from 'node:fs/promises';
import type { Clock } from '@moorage/core/clock';
import { AppError, messageOf } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';

export interface Connection {
  /** Base URL such as `https://10.0.0.1:443`; a path is kept as prefix. */
  readonly server: string;
  /** PEM; the system's authorities when absent. */
  readonly ca?: string;
  readonly token?: Secret;
  /** A file with the token, read again about once a minute and after a 401: bound tokens rotate. */
  readonly tokenFile?: string;
  /** Where a plugin gives tokens that expire; asked as often as the file is read. */
  readonly freshToken?: () => Promise<Secret | undefined>;
  /** PEM client certificate and key. */
  readonly cert?: string;
  readonly key?: Secret;
  /** Name to check the server's certificate against, when it is not the host of `server`. */
  readonly serverName?: string;
  readonly skipTlsVerify?: boolean;
}

const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface InClusterSource {
  readonly host: string | undefined;
  readonly port: string | undefined;
  /** Folder of the mounted service account; a test hands in its own. */
  readonly folder?: string;
}

/** The connection of a pod to its own cluster; `host` and `port` come from `KUBERNETES_SERVICE_HOST` and `_PORT`. */
export async function inClusterConnection(source: InClusterSource): Promise<Connection> {
  const folder = source.folder ?? serviceAccountFolder;
  if (source.host === undefined || source.host === '') {
    throw new AppError('unavailable', 'This process does not run in a Kubernetes pod.', {
      details: { nextStep: 'Name a kubeconfig file, or run it in a pod with a service account.' },
    });
  }
  const host = source.host.includes(':') ? `[${source.host}]` : source.host;
  const ca = await readFile(`${folder}/ca.crt`, 'utf8').catch((error: unknown) => {
    throw new AppError('unavailable', `The service account is not mounted: ${messageOf(error)}`, { cause: error });
  });
  return { server: `https://${host}:${source.port ?? '443'}`, ca, tokenFile: `${folder}/token` };
}

export interface TokenSource {
  /** The token to send, if any. */
  get(): Promise<string | undefined>;
  /** The server refused this token; true when there is another one now, with which the same call may be tried again. */
  replace(refused: string | undefined): Promise<boolean>;
}

const tokenMaxAgeMs = 60_000;

async function readToken(connection: Connection): Promise<string | undefined> {
  const { freshToken, tokenFile } = connection;
  try {
    if (freshToken !== undefined) return (await freshToken())?.reveal();
    return tokenFile === undefined ? connection.token?.reveal() : (await readFile(tokenFile, 'utf8')).trim();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('unavailable', 'The token for the Kubernetes API cannot be read.', {
      internal: messageOf(error),
      cause: error,
    });
  }
}

/** Hands out the connection's token, from memory while it is fresh. */
export function createTokenSource(connection: Connection, clock: Clock): TokenSource {
  const isRotating = connection.tokenFile !== undefined || connection.freshToken !== undefined;
  let cached: { readonly token: string | undefined; readonly readAtMs: number } | undefined;
  async function get(): Promise<string | undefined> {
    if (!isRotating) return connection.token?.reveal();
    const now = clock.monotonicMs();
    if (cached === undefined || now - cached.readAtMs >= tokenMaxAgeMs) {
      cached = { token: await readToken(connection), readAtMs: now };
    }
    return cached.token;
  }
  return {
    get,
    async replace(refused) {
      if (!isRotating) return false;
      // Another call may have replaced it already.
      if (cached?.token === refused) cached = undefined;
      const isOther = (await get()) !== refused;
      // Known to be bad: the next call looks again.
      if (!isOther) cached = undefined;
      return isOther;
    },
  };
}
