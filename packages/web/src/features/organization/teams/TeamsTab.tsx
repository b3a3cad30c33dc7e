import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { teamsQuery } from '../../../api/org-queries.ts';
import { can } from '../../../lib/can.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { teamsAction } from '../api-actions.ts';
import { CreateTeam } from './CreateTeam.tsx';
import { TeamCard } from './TeamCard.tsx';

export function TeamsTab(): ReactElement {
  const me = useMe();
  const { orgId = '', teamId } = useCurrentTeam();
  const query = useQuery(teamsQuery(orgId));
  const [isCreating, setCreating] = useState(false);
  return (
    <Section
      title="Teams"
      note="Apps belong to teams. Members see the teams that they are in; admins of the organization see all."
      actions={
        can(me, 'team:create') ? (
          <Button tone="primary" onClick={() => setCreating(true)}>
            New team
          </Button>
        ) : undefined
      }
    >
      <Loaded query={query} what="The teams">
        {(teams) =>
          teams.length === 0 ? (
            <EmptyState title="No teams">Apps are deployed in a team: make one first.</EmptyState>
          ) : (
            <ul className="space-y-3">
              {teams.map((team) => (
                <li key={team.id}>
                  <TeamCard team={team} isCurrent={team.id === teamId} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <ApiPanel title="Read them by API" action={teamsAction(orgId)} />
      {isCreating ? <CreateTeam orgId={orgId} onClose={() => setCreating(false)} /> : null}
    </Section>
  );
}
