import type { Actor } from '../../platform/authz/actor.ts';

/**
 * An actor as he is on one site: organizations of other clients do not exist for him there, nor those of the platform itself,
 * and on the platform none of any client. Whoever runs the platform does so on the platform's own host.
 */
export function actorOnSite(actor: Actor, siteId: string | undefined): Actor {
  const isHere = (orgId: string | undefined): boolean => orgId !== undefined && actor.orgSites?.[orgId] === siteId;
  const teams = Object.entries(actor.teamOrgs).filter(([, orgId]) => isHere(orgId));
  const teamOrgs = Object.fromEntries(teams);
  const staysThere = isHere(actor.currentOrgId);
  const teamId = staysThere ? actor.currentTeamId : Object.keys(teamOrgs).toSorted()[0];
  return {
    ...actor,
    platformRole: siteId === undefined ? actor.platformRole : undefined,
    orgRoles: Object.fromEntries(Object.entries(actor.orgRoles).filter(([orgId]) => isHere(orgId))),
    // A role in a team counts only with its organization.
    teamRoles: Object.fromEntries(Object.entries(actor.teamRoles).filter(([id]) => Object.hasOwn(teamOrgs, id))),
    teamOrgs,
    ...(actor.shared === undefined ? {} : { shared: actor.shared.filter((one) => one.siteId === siteId) }),
    currentTeamId: teamId,
    currentOrgId: staysThere ? actor.currentOrgId : teamOrgs[teamId ?? ''],
  };
}
