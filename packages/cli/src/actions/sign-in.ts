/**
 * Gets the command line an API key of its own.
 *
 * A given key is only checked. Without one, a server in development mode signs us in (loopback only) and we create a key
 * with the session that this gives; elsewhere the person confirms it in a browser, here or on another machine.
 */
import { createClient } from '@moorage/sdk/client';
import type { Me } from '@moorage/sdk/types';
import { dataOf } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { askConsent, type Way } from './consent.ts';
import { openDevSession } from './dev-session.ts';
import { parseScopes } from './scopes.ts';

export interface SignInTarget {
  readonly server: string;
  /** Given by the person, so it is not ours to end. */
  readonly apiKey?: string;
  readonly keyName: string;
  readonly scopes: readonly string[] | undefined;
  readonly days: number;
  /** Absent where development mode may sign us in without a word. */
  readonly way: Way | undefined;
}

export interface SignedIn {
  readonly apiKey: string;
  readonly me: Me;
  /** Whether the key was made for us. */
  readonly issued: boolean;
}

const dayMs = 86_400_000;

/** The key that development mode gives; undefined where there is none. */
async function createDevKey(io: CliIo, target: SignInTarget): Promise<string | undefined> {
  const { server, keyName, days } = target;
  const config = dataOf(await createClient({ baseUrl: server, fetch: io.fetch }).config.get());
  const cookie = config.devMode ? await openDevSession(io, server, 'dev@localhost') : undefined;
  if (cookie === undefined) return undefined;
  const headers = { cookie, origin: new URL(server).origin };
  const client = createClient({ baseUrl: server, fetch: io.fetch, headers });
  const expiresAt = new Date(io.now().getTime() + days * dayMs).toISOString();
  return dataOf(await client.apiKeys.create({ body: { name: keyName, scopes: parseScopes(target.scopes), expiresAt } })).key;
}

/** Where the person is most likely to have a browser. */
export function usualWay(io: CliIo): Way {
  return io.isTty && io.hasBrowser ? 'browser' : 'device';
}

async function obtainKey(io: CliIo, target: SignInTarget): Promise<string> {
  const { server, keyName, days } = target;
  const scopes = target.scopes === undefined ? {} : { scopes: parseScopes(target.scopes) };
  const devKey = target.way === undefined ? await createDevKey(io, target) : undefined;
  if (devKey !== undefined) return devKey;
  const wish = { client: keyName, keyName, expiresInDays: days, ...scopes };
  const { apiKey } = await askConsent({ io, server, way: target.way ?? usualWay(io) }, wish);
  if (apiKey === null) throw new Error('The server granted a session where a key was asked for.');
  return apiKey.key;
}

/** Finds or makes a key and proves it by asking who we are. */
export async function signIn(io: CliIo, target: SignInTarget): Promise<SignedIn> {
  const apiKey = target.apiKey ?? (await obtainKey(io, target));
  const me = dataOf(await createClient({ baseUrl: target.server, fetch: io.fetch, apiKey }).me.get());
  return { apiKey, me, issued: target.apiKey === undefined };
}
