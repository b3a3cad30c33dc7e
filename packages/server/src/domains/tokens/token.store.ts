import type { Tx } from '../../platform/db/database.ts';

export interface FamilyRow {
  readonly id: string;
  readonly user_id: string;
  readonly ip_address: string;
  readonly user_agent: string;
  readonly created_at: Date;
  readonly expires_at: Date;
}

export interface FoundToken {
  readonly familyId: string;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly familyRevokedAt: Date | null;
  readonly userDisabledAt: Date | null;
}

export async function insertFamily(tx: Tx, row: FamilyRow): Promise<void> {
  await tx.insertInto('token_families').values(row).execute();
}

export async function insertRefreshToken(
  tx: Tx,
  row: { token_hash: Buffer; family_id: string; created_at: Date; expires_at: Date },
): Promise<void> {
  await tx.insertInto('refresh_tokens').values(row).execute();
}

/** By the primary key, and locked: of many who show one token each sees what those before him did. */
export async function claimRefreshToken(tx: Tx, tokenHash: Buffer): Promise<FoundToken | undefined> {
  const row = await tx
    .selectFrom('refresh_tokens as token')
    .innerJoin('token_families as family', 'family.id', 'token.family_id')
    .innerJoin('users', 'users.id', 'family.user_id')
    .select(['token.expires_at', 'token.used_at', 'family.id', 'family.user_id', 'family.revoked_at'])
    .select(['users.email', 'users.name', 'users.disabled_at'])
    .where('token.token_hash', '=', tokenHash)
    .forUpdate(['token', 'family'])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    familyId: row.id,
    userId: row.user_id,
    email: row.email,
    name: row.name,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
    familyRevokedAt: row.revoked_at,
    userDisabledAt: row.disabled_at,
  };
}

export async function updateRefreshTokenUsed(tx: Tx, tokenHash: Buffer, at: Date): Promise<void> {
  await tx.updateTable('refresh_tokens').set({ used_at: at }).where('token_hash', '=', tokenHash).execute();
}

export async function updateFamilyEnd(tx: Tx, familyId: string, expiresAt: Date): Promise<void> {
  await tx.updateTable('token_families').set({ expires_at: expiresAt }).where('id', '=', familyId).execute();
}

export async function updateFamilyRevoked(tx: Tx, familyId: string, at: Date, why: 'logout' | 'reuse'): Promise<void> {
  await tx
    .updateTable('token_families')
    .set({ revoked_at: at, revoked_why: why })
    .where('id', '=', familyId)
    .where('revoked_at', 'is', null)
    .execute();
}

export async function updateFamiliesOfRevoked(tx: Tx, userId: string, at: Date): Promise<void> {
  await tx
    .updateTable('token_families')
    .set({ revoked_at: at, revoked_why: 'everywhere' })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .execute();
}

export async function isFamilyLive(tx: Tx, familyId: string, userId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('token_families')
    .select('id')
    .where('id', '=', familyId)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Families that ended, with all their tokens. A used token is kept as long as its family: that is how reuse is noticed. */
export async function removeExpiredFamilies(tx: Tx, before: Date): Promise<number> {
  const result = await tx.deleteFrom('token_families').where('expires_at', '<=', before).executeTakeFirst();
  return Number(result.numDeletedRows);
}
