import type { Tx } from '../../platform/db/database.ts';
import { containsPattern } from '../../platform/db/newest-page.ts';
import type { PlatformActionRow } from './platform-action.view.ts';

export interface ActionFilter {
  readonly make_target?: string | undefined;
  /** Part of the label. */
  readonly q?: string | undefined;
}

export async function listActions(tx: Tx, { make_target: target, q }: ActionFilter): Promise<PlatformActionRow[]> {
  let select = tx.selectFrom('platform_actions').selectAll();
  if (target !== undefined) select = select.where('make_target', '=', target);
  if (q !== undefined && q !== '') select = select.where('label', 'ilike', containsPattern(q));
  return await select.orderBy('label').orderBy('id').execute();
}

export async function findAction(tx: Tx, id: string): Promise<PlatformActionRow | undefined> {
  return await tx.selectFrom('platform_actions').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function claimAction(tx: Tx, id: string): Promise<PlatformActionRow | undefined> {
  return await tx.selectFrom('platform_actions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function insertAction(tx: Tx, row: PlatformActionRow): Promise<void> {
  await tx.insertInto('platform_actions').values(row).execute();
}

export async function updateAction(tx: Tx, { id, created_at: _never, ...change }: PlatformActionRow): Promise<void> {
  await tx.updateTable('platform_actions').set(change).where('id', '=', id).execute();
}

export async function removeAction(tx: Tx, id: string): Promise<PlatformActionRow | undefined> {
  return await tx.deleteFrom('platform_actions').where('id', '=', id).returningAll().executeTakeFirst();
}
