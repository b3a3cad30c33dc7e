import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { Me, PublicConfig } from '@moorage/sdk/types';
import { configQuery, meQuery } from '../api/queries.ts';

/** Who is signed in; only below the shell, which has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export function useConfig(): PublicConfig | undefined {
  return useQuery(configQuery).data;
}

export interface CurrentTeam {
  readonly teamId: string | undefined;
  readonly teamName: string;
  readonly orgId: string | undefined;
  readonly orgName: string;
}

/** The team in the URL, so that a shared link shows the same; else the session's. */
export function useCurrentTeam(): CurrentTeam {
  const me = useMe();
  const { team: wanted } = useSearch({ strict: false });
  const team =
    me.teams.find((candidate) => candidate.id === wanted) ?? me.teams.find((candidate) => candidate.id === me.currentTeamId);
  const org = me.orgs.find((candidate) => candidate.id === (team?.orgId ?? me.currentOrgId));
  return { teamId: team?.id, teamName: team?.name ?? 'No team', orgId: org?.id, orgName: org?.name ?? 'No organization' };
}
