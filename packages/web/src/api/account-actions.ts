/** What the console changes of the signed-in user's own account: sessions and ways to sign in. */
import type { QueryClient } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { keys } from './queries.ts';

export async function revokeSession(queries: QueryClient, id: string) {
  await dataOf(client.sessions.revoke({ params: { id } }));
  await queries.invalidateQueries({ queryKey: keys.sessions });
}

/** Ends every session and what was signed in by them; this one too, unless it is kept. */
export async function revokeAllSessions(queries: QueryClient, keepCurrent: boolean) {
  await dataOf(client.sessions.revokeAll({ query: { keepCurrent: String(keepCurrent) } }));
  if (keepCurrent) await queries.invalidateQueries({ queryKey: keys.sessions });
}

/** The provider's address where one proves the other sign-in; it comes back to `redirect`. */
export async function beginLink(provider: string, redirect: string) {
  const { url } = await dataOf(client.identities.link({ body: { provider, redirect } }));
  return url;
}

export async function unlinkIdentity(queries: QueryClient, id: string) {
  await dataOf(client.identities.unlink({ params: { id } }));
  await queries.invalidateQueries({ queryKey: keys.identities });
}
