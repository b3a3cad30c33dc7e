import type { Tx } from '../../platform/db/database.ts';

export interface HookRow {
  readonly id: string;
  readonly orgId: string;
  readonly teamId: string;
  readonly name: string;
  readonly repository: string | null;
  readonly auth: 'signature' | 'token';
  /** Sealed. */
  readonly secret: Buffer;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly rotatedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

function selectAll(tx: Tx) {
  return tx.selectFrom('image_hooks').selectAll();
}

type Stored = Awaited<ReturnType<ReturnType<typeof selectAll>['executeTakeFirstOrThrow']>>;

function fromStored(row: Stored): HookRow {
  return {
    id: row.id,
    orgId: row.org_id,
    teamId: row.team_id,
    name: row.name,
    repository: row.repository,
    auth: row.auth === 'token' ? 'token' : 'signature',
    secret: row.sealed_secret,
    createdBy: row.created_by,
    createdAt: row.created_at,
    rotatedAt: row.rotated_at,
    lastUsedAt: row.last_used_at,
  };
}

export async function insertHook(tx: Tx, hook: Omit<HookRow, 'rotatedAt' | 'lastUsedAt'>): Promise<HookRow> {
  const row = await tx
    .insertInto('image_hooks')
    .values({
      id: hook.id,
      org_id: hook.orgId,
      team_id: hook.teamId,
      name: hook.name,
      repository: hook.repository,
      auth: hook.auth,
      sealed_secret: hook.secret,
      created_by: hook.createdBy,
      created_at: hook.createdAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromStored(row);
}

export async function listHooks(tx: Tx, teamId: string): Promise<HookRow[]> {
  return (await selectAll(tx).where('team_id', '=', teamId).orderBy('name').execute()).map(fromStored);
}

export async function findHook(tx: Tx, id: string): Promise<HookRow | undefined> {
  const row = await selectAll(tx).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

/** Locks the row, so that deliveries are counted one after the other. */
export async function claimHook(tx: Tx, id: string): Promise<HookRow | undefined> {
  const row = await selectAll(tx).where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

export async function updateHookSecret(tx: Tx, id: string, secret: Buffer, at: Date): Promise<HookRow> {
  const row = await tx
    .updateTable('image_hooks')
    .set({ sealed_secret: secret, rotated_at: at })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromStored(row);
}

export async function removeHook(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('image_hooks').where('id', '=', id).execute();
}

export interface Delivery {
  readonly orgId: string;
  readonly hookId: string;
  /** What makes it the same as another. */
  readonly signature: string;
  readonly at: Date;
}

/** False where it was there already. */
export async function insertDelivery(tx: Tx, delivery: Delivery): Promise<boolean> {
  const { orgId, hookId, signature, at } = delivery;
  const result = await tx
    .insertInto('image_hook_deliveries')
    .values({ org_id: orgId, hook_id: hookId, signature, at })
    .onConflict((conflict) => conflict.columns(['hook_id', 'signature']).doNothing())
    .executeTakeFirst();
  await tx.updateTable('image_hooks').set({ last_used_at: at }).where('id', '=', hookId).execute();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function countDeliveries(tx: Tx, hookId: string, since: Date): Promise<number> {
  const row = await tx
    .selectFrom('image_hook_deliveries')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('hook_id', '=', hookId)
    .where('at', '>', since)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Those that are too old to be taken again anyway. */
export async function removeDeliveries(tx: Tx, hookId: string, before: Date): Promise<void> {
  await tx.deleteFrom('image_hook_deliveries').where('hook_id', '=', hookId).where('at', '<', before).execute();
}
