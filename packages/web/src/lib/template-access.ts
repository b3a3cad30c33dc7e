/** Who may make a template visible to whom, as far as the roles on the screen tell; the server is the judge. */
import type { Me, TemplateVisibility } from '@moorage/sdk/types';

function leadsOrg(me: Me, orgId: string | undefined): boolean {
  const role = me.orgs.find((org) => org.id === orgId)?.role;
  return role === 'org_owner' || role === 'org_admin';
}

/** Teams of the organization whose templates the caller may change. */
export function ledTeams(me: Me, orgId: string | undefined): Me['teams'] {
  return me.teams.filter((team) => team.orgId === orgId && (team.role === 'team_admin' || leadsOrg(me, orgId)));
}

interface VisibilityChoice {
  readonly value: TemplateVisibility;
  readonly text: string;
  /** Who may choose it; told where the caller may not. */
  readonly needs: string;
  readonly isAllowed: boolean;
}

export function visibilityChoices(me: Me, orgId: string | undefined): readonly VisibilityChoice[] {
  return [
    { value: 'private', text: 'Private: only you', needs: '', isAllowed: true },
    { value: 'team', text: 'Team: everybody in it', needs: 'a team admin', isAllowed: ledTeams(me, orgId).length > 0 },
    { value: 'org', text: 'Organization: all its teams', needs: 'an org admin', isAllowed: leadsOrg(me, orgId) },
    {
      value: 'public',
      text: 'Public: everybody here',
      needs: 'a platform admin',
      isAllowed: me.platformRole === 'platform_admin',
    },
  ];
}
