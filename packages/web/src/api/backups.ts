/** Backups of the whole platform, for those who run it. */
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client.ts';
import { thenRefresh } from './then-refresh.ts';

const listKey = ['admin', 'backups'];
/** Jobs make and prove them; while somebody looks, the list is this old at most. */
const lookMs = 3_000;
const alertMs = 300_000;

export const backupsQuery = queryOptions({
  queryKey: listKey,
  queryFn: ({ signal }) => dataOf(client.backups.list({ signal })),
  refetchInterval: lookMs,
});

/** For pages that are about something else. */
export const backupAlertQuery = queryOptions({
  queryKey: listKey,
  queryFn: ({ signal }) => dataOf(client.backups.list({ signal })),
  staleTime: alertMs,
});

export async function backUpNow(queries: QueryClient) {
  const backups = await dataOf(client.backups.run());
  queries.setQueryData(listKey, backups);
  return backups;
}

export function verifyBackup(queries: QueryClient, id: string) {
  return thenRefresh(queries, listKey, dataOf(client.backups.verify({ params: { id } })));
}
