/** Names of organizations, and what membership makes of a user. */

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
  readonly team_id: string | null;
  readonly team_role: string | null;
}

export interface Membership {
  readonly orgRoles: Readonly<Record<string, string>>;
  readonly teamRoles: Readonly<Record<string, string>>;
  readonly teamOrgs: Readonly<Record<string, string>>;
}

/** Who leads an organization reaches all its teams, in them or not. */
export function reachesAllTeams(orgRole: string | null | undefined): boolean {
  return orgRole === 'org_owner' || orgRole === 'org_admin';
}

export function membershipFromRows(rows: readonly MembershipRow[]): Membership {
  const orgRoles: Record<string, string> = {};
  const teamRoles: Record<string, string> = {};
  const teamOrgs: Record<string, string> = {};
  for (const row of rows) {
    orgRoles[row.org_id] = row.org_role;
    if (row.team_id === null) continue;
    if (row.team_role !== null) teamRoles[row.team_id] = row.team_role;
    if (row.team_role !== null || reachesAllTeams(row.org_role)) teamOrgs[row.team_id] = row.org_id;
  }
  return { orgRoles, teamRoles, teamOrgs };
}
