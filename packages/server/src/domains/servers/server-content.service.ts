/** Servers for what has them, each as it is shown. */
import type { Tx } from '../../platform/db/database.ts';
import { listServers } from './server.store.ts';
import { serverToView, type ServerView } from './server.view.ts';

const all = { page: undefined, status: undefined, role: undefined, hostname: undefined, text: undefined };

/** The newest first. */
export async function viewServers(tx: Tx, orgId: string, ids: readonly string[]): Promise<ServerView[]> {
  return (await listServers(tx, orgId, { ...all, ids })).map(serverToView);
}
