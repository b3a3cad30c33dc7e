/** `moorage signing-keys`: the keys that sign access tokens, changed on the database itself. */
import type { CliIo } from '@moorage/cli/io';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { loadConfig } from '@moorage/server/config/config';
import { type SigningKeySummary, withSigningKeys } from '@moorage/server/signing-keys';
import { tableOf } from './table.ts';

type Work = Parameters<typeof withSigningKeys<SigningKeySummary[]>>[1];

export type SigningKeysRequest =
  | { readonly kind: 'list' }
  | { readonly kind: 'generate'; readonly algorithm: 'EdDSA' | 'RS256' | undefined }
  | { readonly kind: 'retire'; readonly kid: string; readonly now: boolean };

function workOf(request: SigningKeysRequest): Work {
  if (request.kind === 'list') return (keys) => keys.list();
  if (request.kind === 'generate') return async (keys, ctx) => [await keys.generate(ctx, request.algorithm)];
  return async (keys, ctx) => [await keys.retire(ctx, request.kid, request.now)];
}

function rowOf(key: SigningKeySummary): string[] {
  const until = key.verifiesUntil?.toISOString() ?? '-';
  return [key.kid, key.algorithm, key.state, key.signsFrom.toISOString(), until];
}

/** Does what was asked and shows the keys that it is about. */
export async function runSigningKeys(io: CliIo, request: SigningKeysRequest): Promise<void> {
  const deps = { config: loadConfig(io.env), log: silentLog, clock: systemClock, ids: createIds(systemClock) };
  const keys = await withSigningKeys(deps, workOf(request));
  io.out(tableOf([['KID', 'ALGORITHM', 'STATE', 'SIGNS FROM', 'VERIFIES UNTIL'], ...keys.map(rowOf)]));
}
