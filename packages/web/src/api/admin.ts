/** What administrators of the platform read and change: accounts, organizations, figures. */
import type { AdminAuditEvent, AdminOrgUpdate, AdminUserUpdate } from '@moorage/sdk/types';
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { AuditFilter } from '../lib/audit-filter.ts';
import { type FollowedList, followList, withEvent } from './audit.ts';
import { client, dataOf, pageOf } from './client.ts';
import type { FollowState } from './follow-state.ts';

export const adminKeys = {
  users: ['admin', 'users'],
  orgs: ['admin', 'orgs'],
  metrics: ['admin', 'metrics'],
  clients: ['admin', 'clients'],
  jobs: ['admin', 'jobs'],
  audit: ['admin', 'audit'],
} as const;

const pageSize = 50;
/** While somebody looks, figures are this old at most. */
const figuresMs = 15_000;

function pageOptions(cursor: string) {
  return { limit: pageSize, ...(cursor === '' ? {} : { cursor }) };
}

export interface UserFilter {
  readonly search?: string | undefined;
  readonly state?: 'active' | 'disabled' | undefined;
}

export function adminUsersQuery({ search, state }: UserFilter) {
  return infiniteQueryOptions({
    queryKey: [...adminKeys.users, { search, state }],
    queryFn: ({ pageParam, signal }) => {
      const filter = { ...(search === undefined ? {} : { search }), ...(state === undefined ? {} : { state }) };
      return pageOf(client.admin.users({ query: { ...filter, ...pageOptions(pageParam) } }, { signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export interface OrgFilter {
  readonly search?: string | undefined;
  /** Only those of this white-label client. */
  readonly client?: string | undefined;
}

export function adminOrgsQuery({ search, client: clientId }: OrgFilter) {
  return infiniteQueryOptions({
    queryKey: [...adminKeys.orgs, { search, clientId }],
    queryFn: ({ pageParam, signal }) => {
      const filter = { ...(search === undefined ? {} : { search }), ...(clientId === undefined ? {} : { client_id: clientId }) };
      return pageOf(client.admin.orgs({ query: { ...filter, ...pageOptions(pageParam) } }, { signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** Of all organizations and of none, or of the one that is named. */
export function adminAuditQuery(orgId: string | undefined, filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: [...adminKeys.audit, { orgId, ...filter }],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, ...(orgId === undefined ? {} : { org_id: orgId }), ...pageOptions(pageParam) };
      return pageOf(client.adminAudit.list({ query }, { signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** Goes on at the time of the newest entry of the list, or, where nothing is in it, when it was read. */
export function followAnyAudit(
  queries: QueryClient,
  { orgId, filter }: { readonly orgId: string | undefined; readonly filter: AuditFilter },
  onState: (state: FollowState) => void,
): () => void {
  const { queryKey } = adminAuditQuery(orgId, filter);
  const readAt = () => new Date(queries.getQueryState(queryKey)?.dataUpdatedAt ?? 0).toISOString();
  const list: FollowedList<AdminAuditEvent> = {
    mark: () => queries.getQueryData(queryKey)?.pages[0]?.items[0]?.at ?? readAt(),
    add: (event) => queries.setQueryData(queryKey, (pages) => (pages === undefined ? pages : withEvent(pages, event))),
    open: (options) =>
      client.adminAudit.stream({ query: { ...filter, ...(orgId === undefined ? {} : { org_id: orgId }) } }, options),
  };
  return followList(list, onState);
}

export const adminMetricsQuery = queryOptions({
  queryKey: adminKeys.metrics,
  queryFn: ({ signal }) => dataOf(client.admin.metrics({ signal })),
  refetchInterval: figuresMs,
});

export const clientsQuery = queryOptions({
  queryKey: adminKeys.clients,
  queryFn: ({ signal }) => dataOf(client.clients.list({ signal })),
});

export async function updateUser(queries: QueryClient, id: string, body: AdminUserUpdate) {
  const user = await dataOf(client.admin.updateUser({ params: { id }, body }));
  await queries.invalidateQueries({ queryKey: adminKeys.users });
  return user;
}

export function signOutUser(id: string) {
  return dataOf(client.admin.signOutUser({ params: { id } }));
}

export async function placeOrg(queries: QueryClient, id: string, body: AdminOrgUpdate) {
  const org = await dataOf(client.admin.updateOrg({ params: { id }, body }));
  await Promise.all([
    queries.invalidateQueries({ queryKey: adminKeys.orgs }),
    queries.invalidateQueries({ queryKey: adminKeys.clients }),
  ]);
  return org;
}
