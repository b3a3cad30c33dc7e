import type { Tx } from '../../platform/db/database.ts';
import type { Events } from '../../platform/events/events.ts';

/** Tells everyone who watches the team. What it looks like now, each of them reads for himself. */
export async function announce(
  deps: { readonly events: Pick<Events, 'publish'> },
  tx: Tx,
  row: { readonly id: string; readonly orgId: string; readonly teamId: string; readonly name: string },
  kind: 'deployment.changed' | 'deployment.removed' = 'deployment.changed',
): Promise<void> {
  await deps.events.publish(tx, { orgId: row.orgId, teamId: row.teamId, kind, ref: row.id, data: { name: row.name } });
}
