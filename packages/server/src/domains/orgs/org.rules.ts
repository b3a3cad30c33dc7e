/** Names of organizations, and what membership makes of a user. */
import type { ActionSets } from '../../platform/authz/actor.ts';
import { resolveActions } from './role.rules.ts';

const slugLength = 40;

/** A slug from a display name; empty when no letter or digit is left of it. */
export function slugFromName(name: string): string {
  const ascii = name.normalize('NFKD').toLowerCase();
  return ascii
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, slugLength)
    .replace(/-+$/, '');
}

/** The same with a suffix, where the plain one is taken. */
export function slugWithSuffix(slug: string, suffix: string): string {
  if (slug === '') return suffix;
  return `${slug.slice(0, slugLength - suffix.length - 1).replace(/-+$/, '')}-${suffix}`;
}

/** One team of an organization that the user is in; no team where the organization has none. */
export interface MembershipRow {
  readonly org_id: string;
  readonly org_role: string;
  /** Of a role that the organization made itself. */
  readonly org_actions: readonly string[] | null;
  readonly team_id: string | null;
  readonly team_role: string | null;
  readonly team_actions: readonly string[] | null;
  /** The client that the organization belongs to. */
  readonly client_id: string | null;
}

export interface Membership {
  readonly orgRoles: Readonly<Record<string, string>>;
  readonly teamRoles: Readonly<Record<string, string>>;
  readonly teamOrgs: Readonly<Record<string, string>>;
  readonly sets?: ActionSets;
  readonly orgSites: Readonly<Record<string, string>>;
}

/** Who leads or audits an organization reaches all its teams, in them or not; so does a role of its own that reads teams. */
function reachesAllTeams(orgRole: string, held: readonly string[]): boolean {
  return ['org_owner', 'org_admin', 'org_auditor'].includes(orgRole) || held.includes('team:read');
}

/** Whoever compares what somebody may do must not find a difference in the order of rows. */
function inOrder<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

export function membershipFromRows(rows: readonly MembershipRow[]): Membership {
  const orgRoles: Record<string, string> = {};
  const teamRoles: Record<string, string> = {};
  const teamOrgs: Record<string, string> = {};
  const orgSites: Record<string, string> = {};
  const orgs: Record<string, readonly string[]> = {};
  const teams: Record<string, readonly string[]> = {};
  for (const row of rows) {
    orgRoles[row.org_id] = row.org_role;
    if (row.org_actions !== null) orgs[row.org_id] ??= resolveActions(row.org_actions, 'org');
    if (row.client_id !== null) orgSites[row.org_id] = row.client_id;
    if (row.team_id === null) continue;
    if (row.team_role !== null) teamRoles[row.team_id] = row.team_role;
    if (row.team_actions !== null) teams[row.team_id] = resolveActions(row.team_actions, 'team');
    const isReached = row.team_role !== null || reachesAllTeams(row.org_role, orgs[row.org_id] ?? []);
    if (isReached) teamOrgs[row.team_id] = row.org_id;
  }
  const hasSets = Object.keys(orgs).length + Object.keys(teams).length > 0;
  return {
    orgRoles,
    teamRoles,
    teamOrgs,
    orgSites,
    ...(hasSets ? { sets: { orgs: inOrder(orgs), teams: inOrder(teams) } } : {}),
  };
}
