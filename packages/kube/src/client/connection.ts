/** Where the API server is and who we are to it. */
import { readFile } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import type { Clock } from '@moorage/core/clock';
import { AppError, messageOf } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';

/** Who we are; certificate and key are PEM. */
export interface Credentials {
  readonly token?: Secret;
  readonly cert?: string;
  readonly key?: Secret;
}

export interface Connection extends Credentials {
  /** Base URL such as `https://10.0.0.1:443`; a path is kept as prefix. */
  readonly server: string;
  /** PEM; the system's authorities when absent. */
  readonly ca?: string;
  /** A file with the token, read again about once a minute and after a 401: bound tokens rotate. */
  readonly tokenFile?: string;
  /**
   * Where a plugin or files give credentials that are replaced; asked as often as the token's file is read. After the server refused
   * the last ones, what was remembered of them must not be given again.
   */
  readonly fresh?: (wereRefused: boolean) => Promise<Credentials>;
  /** Name to check the server's certificate against, when it is not the host of `server`. */
  readonly serverName?: string;
  readonly skipTlsVerify?: boolean;
  /** How the host's name becomes an address, where that is not left to the system. */
  readonly lookup?: LookupFunction;
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

/** The credentials of one call. */
export interface HeldCredentials {
  readonly token: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

export interface TokenSource {
  get(): Promise<HeldCredentials>;
  /** The server refused these; true when there are others now, with which the same call may be tried again. */
  replace(refused: HeldCredentials): Promise<boolean>;
}

const maxAgeMs = 60_000;

async function readCredentials(connection: Connection, wereRefused: boolean): Promise<HeldCredentials> {
  const { fresh, tokenFile } = connection;
  try {
    const { token, cert, key } = fresh === undefined ? connection : await fresh(wereRefused);
    const fromFile = tokenFile === undefined ? undefined : (await readFile(tokenFile, 'utf8')).trim();
    return { token: fromFile ?? token?.reveal(), cert, key: key?.reveal() };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('unavailable', 'The credentials for the Kubernetes API cannot be read.', {
      internal: messageOf(error),
      cause: error,
    });
  }
}

const areSame = (one: HeldCredentials, other: HeldCredentials): boolean =>
  one.token === other.token && one.cert === other.cert && one.key === other.key;

/** Hands out the connection's credentials, from memory while they are fresh; however many ask, they are read once at a time. */
export function createTokenSource(connection: Connection, clock: Clock): TokenSource {
  const isRotating = connection.tokenFile !== undefined || connection.fresh !== undefined;
  let cached: { readonly held: HeldCredentials; readonly readAtMs: number } | undefined;
  let reading: Promise<HeldCredentials> | undefined;
  async function read(wereRefused: boolean): Promise<HeldCredentials> {
    const held = await readCredentials(connection, wereRefused);
    cached = { held, readAtMs: clock.monotonicMs() };
    return held;
  }
  async function get(wereRefused = false): Promise<HeldCredentials> {
    if (cached !== undefined && (!isRotating || clock.monotonicMs() - cached.readAtMs < maxAgeMs)) return cached.held;
    reading ??= read(wereRefused).finally(() => (reading = undefined));
    return reading;
  }
  return {
    get: () => get(),
    async replace(refused) {
      if (!isRotating) return false;
      // Another call may have replaced them already.
      if (cached !== undefined && areSame(cached.held, refused)) cached = undefined;
      const areOthers = !areSame(await get(true), refused);
      // Known to be bad: the next call looks again.
      if (!areOthers) cached = undefined;
      return areOthers;
    },
  };
}
