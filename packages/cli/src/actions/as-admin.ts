/**
 * Does what is for those who run the platform.
 *
 * A key has the scopes `platform:read` and `platform:write` only where they were asked for. One without them is no obstacle: the
 * server says which scope is missing, and the same is asked once more as the person, with his consent.
 */
import type { ApiResult, Client } from '@moorage/sdk/client';
import { dataOf } from '../failure.ts';
import type { CommandSession } from '../session.ts';
import { asOneself } from './as-oneself.ts';

function lacksScope(result: ApiResult<unknown>): boolean {
  if (result.kind !== 'api-error' || result.error.code !== 'forbidden') return false;
  // Errors of `/api/v1` have room for a sentence only.
  return result.error.details?.['scope'] !== undefined || result.error.error.includes(' lacks the scope ');
}

/** The data of one call. */
export async function askAsAdmin<T>(session: CommandSession, call: (client: Client) => Promise<ApiResult<T>>): Promise<T> {
  const result = await call(session.client);
  if (!lacksScope(result)) return dataOf(result);
  return await asOneself(session, async (client) => dataOf(await call(client)));
}

/** Who asks: a client, and the headers for what goes past it. */
export type AdminCaller = Pick<CommandSession, 'client' | 'credentials'>;

/** The same for what is more than one answer, such as a stream: `work` gives the refusal where it was refused. */
export async function workAsAdmin(
  session: CommandSession,
  work: (caller: AdminCaller) => Promise<ApiResult<never> | undefined>,
): Promise<void> {
  const refusal = await work(session);
  if (refusal === undefined) return;
  if (!lacksScope(refusal)) return dataOf(refusal);
  const again = await asOneself(session, (client, credentials) => work({ client, credentials }));
  if (again !== undefined) dataOf(again);
}
