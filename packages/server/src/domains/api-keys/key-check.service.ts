/**
 * Whether a presented key is good.
 *
 * One indexed query finds the row by the visible part; a secret whose check differs is refused then and there, so unknown and
 * wrong keys take the same time and neither costs a hash. The right one is verified once in a process and remembered. What
 * the key's owner may do is not decided here: the authenticator loads it, so a key never exceeds its owner of today.
 */
import type { Clock } from '@moorage/core/clock';
import type { Log } from '@moorage/core/log';
import { checkOf, isOutdatedVerifier, type KeyVerifier } from '../../platform/crypto/key-verifier.ts';
import type { Db } from '../../platform/db/database.ts';
import { createIpList } from '../../platform/http/ip-list.ts';
import type { Audit } from '../audit/index.ts';
import type { CheckedKey, KeysPort } from '../identity/index.ts';
import { candidateOf, earlier, isExpired, isUseWorthWriting, rolesOfMachine, withAddress } from './api-key.rules.ts';
import { claimKnownAddresses, findApiKeyByPrefix, updateApiKeyUsed, updateApiKeyVerifier } from './api-key.store.ts';
import type { ApiKeyRow } from './api-key.view.ts';
import { parseKey, parsePair, type PresentedKey } from './presented-key.rules.ts';

export interface KeyCheckDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly verifier: KeyVerifier;
  readonly audit: Audit;
}

function viaOf(kind: string): CheckedKey['via'] {
  if (kind === 'user') return 'user-key';
  return kind === 'pair' ? 'org-key' : 'api-key';
}

function checkedKey(row: ApiKeyRow, until: Date | null): CheckedKey {
  const list = row.allowed_ips.length === 0 ? undefined : createIpList(row.allowed_ips);
  return {
    id: row.id,
    name: row.name,
    via: viaOf(row.kind),
    scopes: row.scopes ?? undefined,
    owner:
      row.user_id === null
        ? { kind: 'machine', orgId: row.org_id ?? '', ...rolesOfMachine(row.org_id ?? '', row.role ?? '', row.team_id) }
        : { kind: 'user', userId: row.user_id },
    ratePerSecond: row.rate_per_second ?? undefined,
    expiresAt: earlier(row.expires_at, until),
    lastUsedAt: row.last_used_at,
    lastUsedIp: row.last_used_ip,
    severalFactors: row.several_factors,
    allows: (ip) => list?.has(ip) ?? true,
  };
}

/** Stores a verifier of today's form for a secret that was just proved good. */
function upgrade(deps: KeyCheckDeps, row: ApiKeyRow, secret: string): void {
  const write = async (): Promise<void> => {
    const verifier = await deps.verifier.hash(secret);
    await deps.db.system('upgrade API key', (tx) => updateApiKeyVerifier(tx, row.id, row.secret_hash, verifier));
  };
  write().catch((error: unknown) => deps.log.warn('verifier of an API key not upgraded', { keyId: row.id, error }));
}

async function check(deps: KeyCheckDeps, { prefix, secret }: PresentedKey): Promise<CheckedKey | undefined> {
  const row = await deps.db.system('find API key', (tx) => findApiKeyByPrefix(tx, prefix));
  const now = deps.clock.now();
  if (row === undefined || isExpired(row.expires_at, now)) return undefined;
  const candidate = candidateOf(row, checkOf(secret), now);
  if (candidate === undefined || !(await deps.verifier.matches(candidate.verifier, secret))) return undefined;
  if (candidate.until === null && isOutdatedVerifier(candidate.verifier)) upgrade(deps, row, secret);
  return checkedKey(row, candidate.until);
}

type NoteUse = KeysPort['used'];

/** Whoever steals a key uses it from elsewhere; the owner reads of that in his trail. The very first use is none. */
async function noteUse(deps: KeyCheckDeps, ...[key, use]: Parameters<NoteUse>): Promise<void> {
  const { actor, id, name } = key;
  await deps.db.system('API key used', async (tx) => {
    const known = await claimKnownAddresses(tx, id);
    if (known === undefined) return;
    await updateApiKeyUsed(tx, id, { ...use, known: withAddress(known, use.ip) });
    if (known.length === 0 || known.includes(use.ip)) return;
    const orgId = actor.kind === 'machine' ? actor.currentOrgId : undefined;
    const source = { actor, ip: use.ip, requestId: use.requestId, clock: deps.clock };
    await deps.audit.append(tx, source, {
      ...(orgId === undefined || orgId === null ? {} : { orgId }),
      event: 'api_key.used_from_new_address',
      target: { type: 'api_key', id, name },
      data: { address: use.ip, known: known.length },
    });
  });
}

export function createKeyCheck(deps: KeyCheckDeps): KeysPort {
  return {
    parse: parseKey,
    parsePair,
    check: (presented) => check(deps, presented),
    isExpired,
    isUseWorthWriting,
    used: (key, use) => noteUse(deps, key, use),
  };
}
