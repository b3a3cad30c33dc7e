/**
 * Does what no API key may do: manage keys and sessions, leave, hand over or delete an organization, accept an invitation.
 *
 * A key that leaked must not be able to make more keys or give an organization away, so the server takes these from a session
 * only. The command line opens one for this one command, by the person's own consent, and ends it afterwards; it is never
 * written to a file. In development mode the server opens it without asking.
 */
import { type Client, createClient } from '@moorage/sdk/client';
import { dataOf, usageFailure } from '../failure.ts';
import type { CommandSession } from '../session.ts';
import { askConsent } from './consent.ts';
import { openDevSession } from './dev-session.ts';
import { usualWay } from './sign-in.ts';

type CallHeaders = Readonly<Record<string, string>>;

async function openOwnSession({ client, io, server }: CommandSession): Promise<string> {
  const [me, config] = await Promise.all([client.me.get(), client.config.get()]);
  const cookie = dataOf(config).devMode ? await openDevSession(io, server, dataOf(me).email) : undefined;
  if (cookie !== undefined) return cookie;
  if (!io.isTty) throw usageFailure('API keys cannot do this, and nobody can be asked.', `Do it in the console at ${server}.`);
  io.err('API keys cannot do this, so it needs you in person, for this one command.\n');
  const granted = await askConsent({ io, server, way: usualWay(io) }, { client: 'moorage, for one command', grant: 'session' });
  if (granted.cookie === null) throw new Error('The server granted a key where a session was asked for.');
  return granted.cookie;
}

async function endOwnSession({ io, server }: CommandSession, headers: CallHeaders): Promise<void> {
  try {
    await io.fetch(`${server}/logout`, { method: 'POST', headers, redirect: 'manual' });
  } catch {
    // It ends by itself; what was asked for is done or refused already.
  }
}

/** Runs the work with a client, and the headers of it, that acts as the person and not as his key. */
export async function asOneself<T>(
  session: CommandSession,
  work: (client: Client, headers: CallHeaders) => Promise<T>,
): Promise<T> {
  const { io, server } = session;
  const headers = { cookie: await openOwnSession(session), origin: new URL(server).origin };
  try {
    return await work(createClient({ baseUrl: server, fetch: io.fetch, headers }), headers);
  } finally {
    await endOwnSession(session, headers);
  }
}
