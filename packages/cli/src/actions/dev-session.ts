/** The session that a server in development mode opens for whoever is on its machine. */
import type { CliIo } from '../io.ts';

/** The cookie; undefined where the server opens none, as when it is reached through a proxy. */
export async function openDevSession(io: CliIo, server: string, email: string): Promise<string | undefined> {
  const url = `${server}/dev/login?email=${encodeURIComponent(email)}`;
  const response = await io.fetch(url, { redirect: 'manual', signal: io.signal });
  return response.headers.getSetCookie().at(0)?.split(';').at(0);
}
