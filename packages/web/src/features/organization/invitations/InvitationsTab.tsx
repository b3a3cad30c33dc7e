import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { InvitationWithLink } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { invitationsQuery, teamsQuery } from '../../../api/org-queries.ts';
import { can } from '../../../lib/can.ts';
import { leadsTeam } from '../../../lib/membership.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { InvitationLink } from './InvitationLink.tsx';
import { InvitationTable } from './InvitationTable.tsx';
import { invitationsAction } from '../api-actions.ts';
import { InviteDialog } from './InviteDialog.tsx';

export function InvitationsTab(): ReactElement {
  const me = useMe();
  if (!can(me, 'org:members') && !can(me, 'team:members')) {
    return (
      <EmptyState title="Invitations are made by admins">
        Ask an admin of the organization or of your team to invite somebody.
      </EmptyState>
    );
  }
  return <Invitations />;
}

function Invitations() {
  const me = useMe();
  const { orgId = '', teamId } = useCurrentTeam();
  const ofOrg = can(me, 'org:members');
  const query = useQuery(invitationsQuery({ orgId, ...(ofOrg ? {} : { teamId }) }));
  const teams = (useQuery(teamsQuery(orgId)).data ?? []).filter((team) => leadsTeam(me, team));
  const { invite: isInviting = false } = useSearch({ from: '/shell/organization/invitations' });
  const navigate = useNavigate();
  const setInviting = (invite: boolean) =>
    void navigate({ to: '.', search: (old) => ({ ...old, invite: invite ? true : undefined }), replace: true });
  const [shown, setShown] = useState<InvitationWithLink>();
  const open = query.data?.find(({ id }) => id === shown?.id);
  return (
    <Section
      title="Invitations"
      note="For people who are no members yet. Each works once, for its address only."
      actions={
        <Button tone="primary" onClick={() => setInviting(true)}>
          Invite
        </Button>
      }
    >
      {shown === undefined ? null : (
        <InvitationLink invitation={{ ...shown, ...open, link: shown.link }} onDone={() => setShown(undefined)} />
      )}
      <Loaded query={query} what="The invitations">
        {(invitations) => (
          <InvitationTable
            invitations={invitations}
            teams={teams}
            onLink={setShown}
            onRevoked={(id) => (shown?.id === id ? setShown(undefined) : undefined)}
          />
        )}
      </Loaded>
      <ApiPanel title="Read them by API" action={invitationsAction(orgId, ofOrg ? undefined : teamId)} />
      {isInviting ? (
        <InviteDialog
          orgId={orgId}
          mayInviteToOrg={ofOrg}
          teams={teams}
          currentTeamId={teamId}
          onClose={() => setInviting(false)}
          onInvited={setShown}
        />
      ) : null}
    </Section>
  );
}
