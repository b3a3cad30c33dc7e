/** Signing in to a platform that was started for a benchmark, in both ways that a client can. */
import { createClient, unwrap, type Client } from '@moorage/sdk/client';

export interface Session {
  readonly client: Client;
  readonly orgId: string;
  readonly teamId: string;
  /** Headers of a browser that is signed in. */
  readonly byCookie: Readonly<Record<string, string>>;
  /** Headers of a script with an API key. */
  readonly byKey: Readonly<Record<string, string>>;
}

async function loginCookie(url: string): Promise<string> {
  const response = await fetch(`${url}/dev/login`, { redirect: 'manual' });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) throw new Error(`the development login gave no session (${response.status})`);
  return cookie;
}

export async function signIn(url: string): Promise<Session> {
  const byCookie = { cookie: await loginCookie(url), origin: url };
  const client = createClient({ baseUrl: url, headers: byCookie });
  const { currentOrgId, currentTeamId } = unwrap(await client.me.get());
  if (currentOrgId === null || currentTeamId === null) throw new Error('the development user has no team');
  const { key } = unwrap(await client.apiKeys.create({ body: { name: 'bench', scopes: ['deployments:read'] } }));
  return { client, orgId: currentOrgId, teamId: currentTeamId, byCookie, byKey: { authorization: `Bearer ${key}` } };
}
