/** What administrators of the platform read and change: accounts, organizations, figures. */
import type { AdminOrgUpdate, AdminUserUpdate } from '@moorage/sdk/types';
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { AuditFilter } from '../lib/audit-filter.ts';
import { client, dataOf, pageOf } from './client.ts';

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
