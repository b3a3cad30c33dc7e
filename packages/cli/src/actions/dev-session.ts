/** The session that a server in development mode opens for whoever is on its machine. */
import { readAnswer } from '@moorage/sdk/client';
import { dataOf } from '../failure.ts';
import type { CliIo } from '../io.ts';

/** Not there behind a proxy, and not for everybody. */
const notForUs = [403, 404];

/** The cookie; undefined where the server opens none for us. Fails where it would and cannot now, as when it is asked too often. */
export async function openDevSession(io: CliIo, server: string, email: string): Promise<string | undefined> {
  const url = `${server}/dev/login?email=${encodeURIComponent(email)}`;
  const response = await io.fetch(url, { redirect: 'manual', signal: io.signal, headers: { accept: 'application/json' } });
  if (response.status >= 400 && !notForUs.includes(response.status)) dataOf(await readAnswer(response));
  return response.headers.getSetCookie().at(0)?.split(';').at(0);
}
