/** `moorage signing-keys`: the keys that sign access tokens, changed on the database itself. */
import type { CliIo } from '@moorage/cli/io';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { loadConfig } from '@moorage/server/config/config';
import { type SigningKeySummary, withSigningKeys } from '@moorage/server/signing-keys';

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

/** Columns of equal width, as people read them. */
function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** Does what was asked and shows the keys that it is about. */
export async function runSigningKeys(io: CliIo, request: SigningKeysRequest): Promise<void> {
  const deps = { config: loadConfig(io.env), log: silentLog, clock: systemClock, ids: createIds(systemClock) };
  const keys = await withSigningKeys(deps, workOf(request));
  io.out(tableOf([['KID', 'ALGORITHM', 'STATE', 'SIGNS FROM', 'VERIFIES UNTIL'], ...keys.map(rowOf)]));
}
