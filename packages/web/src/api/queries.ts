/** Everything that the console reads, as query options; keys are made here only. */
import type { DeploymentStatus, EnvVarDefinitionInput } from '@moorage/sdk/types';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client, dataOf, pageOf } from './client.ts';

export const keys = {
  me: ['me'],
  config: ['config'],
  templates: ['templates'],
  deploymentLists: ['deployments'],
  deployment: (name: string) => ['deployment', name],
  deploymentPart: (
    name: string,
    part: 'config' | 'activity' | 'manifest' | 'releases' | 'cluster-events' | 'domains' | 'grants' | 'effective-secrets',
  ) => ['deployment-part', name, part],
  apiKeys: ['api-keys'],
  sessions: ['sessions'],
  identities: ['identities'],
} as const;

const pageSize = 100;
const versionsPageSize = 50;
/** The event stream keeps these fresh; a refetch on every visit would only cost. */
const liveStaleMs = 30_000;

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: ({ signal }) => dataOf(client.me.get({ signal })),
  staleTime: 60_000,
});

export const configQuery = queryOptions({
  queryKey: keys.config,
  queryFn: ({ signal }) => dataOf(client.config.get({ signal })),
  staleTime: 300_000,
});

export const templatesQuery = queryOptions({
  queryKey: keys.templates,
  queryFn: ({ signal }) => dataOf(client.templates.list({ signal })),
  staleTime: 60_000,
});

export function templateQuery(name: string) {
  return queryOptions({
    queryKey: [...keys.templates, name],
    queryFn: ({ signal }) => dataOf(client.templates.get({ params: { name } }, { signal })),
    staleTime: 60_000,
  });
}

export function templateVersionsQuery(name: string) {
  return infiniteQueryOptions({
    queryKey: [...keys.templates, name, 'versions'],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: versionsPageSize, ...(pageParam === 0 ? {} : { before: pageParam }) };
      return dataOf(client.templates.versions({ params: { name }, query }, { signal }));
    },
    initialPageParam: 0,
    getNextPageParam: (page) => (page.length < versionsPageSize ? undefined : page.at(-1)?.version),
  });
}

/** A version never changes. */
export function templateVersionQuery(name: string, version: number) {
  return queryOptions({
    queryKey: ['template-version', name, version],
    queryFn: ({ signal }) => dataOf(client.templates.version({ params: { name, version: String(version) } }, { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The check of a spec that is being written; the same text always gets the same answer. */
export function templateValidationQuery(spec: string, envVars: readonly EnvVarDefinitionInput[]) {
  return queryOptions({
    queryKey: ['template-validation', spec, envVars],
    queryFn: ({ signal }) => dataOf(client.templates.validate({ body: { spec, envVars } }, { signal })),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
  });
}

export interface DeploymentFilter {
  readonly teamId: string | undefined;
  readonly status?: DeploymentStatus | undefined;
  readonly search?: string | undefined;
  /** Only what is shared with the caller by itself. */
  readonly shared?: true | undefined;
}

export function deploymentsQuery(filter: DeploymentFilter) {
  const { teamId, status, search, shared } = filter;
  return infiniteQueryOptions({
    queryKey: [...keys.deploymentLists, { teamId, status, search, shared }] as const,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: pageSize,
        ...(teamId === undefined ? {} : { team_id: teamId }),
        ...(shared === undefined ? {} : { shared }),
        ...(status === undefined ? {} : { status }),
        ...(search === undefined || search === '' ? {} : { search }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      };
      return pageOf(client.deployments.list({ query }, { signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    staleTime: liveStaleMs,
  });
}

export function deploymentQuery(name: string) {
  return queryOptions({
    queryKey: keys.deployment(name),
    queryFn: ({ signal }) => dataOf(client.deployments.status({ query: { name } }, { signal })),
    staleTime: liveStaleMs,
  });
}

export function deploymentConfigQuery(name: string) {
  return queryOptions({
    queryKey: keys.deploymentPart(name, 'config'),
    queryFn: ({ signal }) => dataOf(client.deployments.getConfig({ query: { name } }, { signal })),
  });
}

export function activityQuery(name: string) {
  return queryOptions({
    queryKey: keys.deploymentPart(name, 'activity'),
    queryFn: ({ signal }) => dataOf(client.deployments.activity({ query: { name, limit: 200 } }, { signal })),
  });
}

export function manifestQuery(name: string) {
  return queryOptions({
    queryKey: keys.deploymentPart(name, 'manifest'),
    queryFn: ({ signal }) => dataOf(client.deployments.manifest({ query: { name } }, { signal })),
  });
}

export function releasesQuery(name: string) {
  return infiniteQueryOptions({
    queryKey: keys.deploymentPart(name, 'releases'),
    queryFn: ({ pageParam, signal }) => {
      const query = { name, limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) };
      return pageOf(client.deployments.releases({ query }, { signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
}

/** Releases never change, so neither does what is between two of them. */
export function releaseDiffQuery(name: string, from: number, to: number) {
  return queryOptions({
    queryKey: ['release-diff', name, from, to],
    queryFn: ({ signal }) => dataOf(client.deployments.releaseDiff({ query: { name, from, to } }, { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function clusterEventsQuery(name: string) {
  return queryOptions({
    queryKey: keys.deploymentPart(name, 'cluster-events'),
    queryFn: ({ signal }) => dataOf(client.deployments.clusterEvents({ query: { name, limit: 200 } }, { signal })),
  });
}

export function customDomainsQuery(name: string) {
  return queryOptions({
    queryKey: keys.deploymentPart(name, 'domains'),
    queryFn: ({ signal }) => dataOf(client.customDomains.list({ query: { name } }, { signal })),
  });
}

/** Whose keys: an organization's, or without one the signed-in user's own. */
export interface KeyOwner {
  readonly orgId?: string | undefined;
}

export function keyListKey({ orgId }: KeyOwner) {
  return orgId === undefined ? keys.apiKeys : [...keys.apiKeys, orgId];
}

export const apiKeysQuery = queryOptions({
  queryKey: keys.apiKeys,
  queryFn: ({ signal }) => dataOf(client.apiKeys.list({ signal })),
});

export function orgKeysQuery(orgId: string) {
  return queryOptions({
    queryKey: keyListKey({ orgId }),
    queryFn: ({ signal }) => dataOf(client.orgApiKeys.list({ params: { orgId } }, { signal })),
  });
}

export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: ({ signal }) => dataOf(client.sessions.list({ signal })),
});

export const identitiesQuery = queryOptions({
  queryKey: keys.identities,
  queryFn: ({ signal }) => dataOf(client.identities.list({ signal })),
});
