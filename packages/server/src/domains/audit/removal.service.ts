/**
 * Deleting something that other things may refer to.
 *
 * What is in use stays, and the answer names what uses it. What was deleted before is deleted again without an error: clients delete
 * until it is gone and take a missing one for a failure. What never was is one.
 */
import { AppError } from '@moorage/core/errors';
import { nameSome } from '@moorage/core/name-some';
import type { Tx } from '../../platform/db/database.ts';
import { hasAuditEvent } from './audit.store.ts';
import type { Audit, AuditEntry, AuditSource } from './audit.service.ts';

export interface Removal<Row> {
  readonly orgId: string;
  readonly id: string;
  /** As in the audit trail, such as `ssh_key`, and for people, such as `key`. */
  readonly type: string;
  readonly noun: string;
  /** Locks it, so that nobody begins to use it meanwhile. */
  claim(): Promise<Row | undefined>;
  name(row: Row): string;
  /** For people, such as `server bastion-1`. */
  readonly uses: readonly (() => Promise<readonly string[]>)[];
  remove(row: Row): Promise<void>;
  missing(): AppError;
}

/** Deletes it in this transaction, with its entry in the trail. */
export async function removeOnce<Row>(
  tx: Tx,
  { audit, ctx }: { readonly audit: Audit; readonly ctx: AuditSource },
  removal: Removal<Row>,
): Promise<void> {
  const { orgId, id, type, noun } = removal;
  const event = `${type}.deleted`;
  const row = await removal.claim();
  if (row === undefined) {
    if (await hasAuditEvent(tx, { orgId, event, target: { type, id } })) return;
    throw removal.missing();
  }
  const uses: string[] = [];
  for (const list of removal.uses) uses.push(...(await list()));
  if (uses.length > 0) throw new AppError('conflict', `The ${noun} is used by ${nameSome(uses)}.`, { details: { uses } });
  await removal.remove(row);
  const entry: AuditEntry = { orgId, event, target: { type, id, name: removal.name(row) } };
  await audit.append(tx, ctx, entry);
}
