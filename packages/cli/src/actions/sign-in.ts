/**
 * Gets the command line an API key of its own.
 *
 * A given key is only checked. Without one, a server in development mode signs us in (loopback only) and we create a key
 * with the session that this gives; elsewhere the person is sent to the console, where keys are made.
 */
import { createClient } from '@moorage/sdk/client';
import type { Me } from '@moorage/sdk/types';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { openDevSession } from './dev-session.ts';
import { allScopes } from './scopes.ts';

export interface SignedIn {
  readonly apiKey: string;
  readonly me: Me;
}

async function devSessionCookie(io: CliIo, server: string): Promise<string> {
  const cookie = await openDevSession(io, server, 'dev@localhost');
  if (cookie === undefined) throw usageFailure('The server did not open a development session.', 'Pass a key with --api-key.');
  return cookie;
}

async function createKey(io: CliIo, server: string, keyName: string): Promise<string> {
  const headers = { cookie: await devSessionCookie(io, server), origin: server };
  const client = createClient({ baseUrl: server, fetch: io.fetch, headers });
  return dataOf(await client.apiKeys.create({ body: { name: keyName, scopes: [...allScopes] } })).key;
}

async function askForKey(io: CliIo, server: string): Promise<string> {
  const page = `${server}/settings/api-keys`;
  if (!io.isTty) throw usageFailure('No API key was given and nobody can be asked.', `Create one at ${page} and pass --api-key.`);
  io.openUrl(page);
  const key = (await io.ask(`Create an API key at ${page} and paste it here: `))?.trim();
  if (key === undefined || key === '') throw usageFailure('No API key was given.', `Create one at ${page}.`);
  return key;
}

/** Finds or makes a key and proves it by asking who we are. */
export async function signIn(io: CliIo, target: { server: string; apiKey?: string; keyName: string }): Promise<SignedIn> {
  const { server } = target;
  let { apiKey } = target;
  if (apiKey === undefined) {
    const config = dataOf(await createClient({ baseUrl: server, fetch: io.fetch }).config.get());
    apiKey = config.devMode ? await createKey(io, server, target.keyName) : await askForKey(io, server);
  }
  const me = dataOf(await createClient({ baseUrl: server, fetch: io.fetch, apiKey }).me.get());
  return { apiKey, me };
}
