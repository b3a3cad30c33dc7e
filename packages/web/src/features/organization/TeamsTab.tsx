import { useQuery } from '@tanstack/react-query';
import type { Team } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { teamMembersQuery, teamsQuery } from '../../api/queries.ts';
import { plural } from '../../lib/format.ts';
import { Loaded } from '../../shared/Loaded.tsx';
import { useCurrentTeam } from '../../shared/use-session.ts';
import { Tag } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { MemberTable } from './MemberTable.tsx';

export function TeamsTab(): ReactElement {
  const { orgId, teamId } = useCurrentTeam();
  const query = useQuery(teamsQuery(orgId ?? ''));
  return (
    <Loaded query={query} what="The teams">
      {(teams) => (
        <div className="space-y-3">
          {teams.map((team) => (
            <TeamCard key={team.id} team={team} isCurrent={team.id === teamId} />
          ))}
        </div>
      )}
    </Loaded>
  );
}

function TeamCard({ team, isCurrent }: { readonly team: Team; readonly isCurrent: boolean }) {
  const [isOpen, setOpen] = useState(isCurrent);
  const members = useQuery({ ...teamMembersQuery(team.id), enabled: isOpen });
  return (
    <Card>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="px-4 py-3">
          <span className="font-medium">{team.name}</span>{' '}
          <span className="text-muted">{plural(team.memberCount, 'member')}</span> {isCurrent ? <Tag>current</Tag> : null}
        </summary>
        <div className="border-t border-border p-4">
          {isOpen ? (
            <Loaded query={members} what="The members of this team" skeletonRows={2}>
              {(list) => <MemberTable members={list} label={`Members of ${team.name}`} />}
            </Loaded>
          ) : null}
        </div>
      </details>
    </Card>
  );
}
