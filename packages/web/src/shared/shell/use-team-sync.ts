import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { toast } from 'sonner';
import { switchTeam } from '../../api/actions.ts';
import { toFailure } from '../../api/errors.ts';
import { useCurrentTeam, useMe } from '../use-session.ts';

/** When the URL names another team than the session's, the session follows: permissions and defaults are those of the team shown. */
export function useTeamSync(): void {
  const queries = useQueryClient();
  const { currentTeamId } = useMe();
  const { teamId } = useCurrentTeam();
  useEffect(() => {
    if (teamId === undefined || teamId === currentTeamId) return;
    switchTeam(queries, teamId).catch((error: unknown) =>
      toast.error('The team could not be switched', { description: toFailure(error).message }),
    );
  }, [queries, teamId, currentTeamId]);
}
