import { useQuery } from '@tanstack/react-query';
import type { Member } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { orgMembersQuery } from '../../../api/org-queries.ts';
import { can } from '../../../lib/can.ts';
import { memberMoves, roleName } from '../../../lib/membership.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { LinkButton } from '../../../shared/LinkButton.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Section } from '../../../ui/Card.tsx';
import { TextInput } from '../../../ui/Field.tsx';
import { membersAction } from '../api-actions.ts';
import { PeopleTable } from '../PeopleTable.tsx';
import { ChangeOrgRole } from './ChangeOrgRole.tsx';
import { LeaveOrg } from './LeaveOrg.tsx';
import { MemberAccess } from './MemberAccess.tsx';
import { type MemberMove, MemberMenu } from './MemberMenu.tsx';
import { RemoveMember } from './RemoveMember.tsx';
import { TransferOrg } from './TransferOrg.tsx';

export function MembersTab(): ReactElement {
  const me = useMe();
  const { orgId = '', orgName } = useCurrentTeam();
  const query = useQuery(orgMembersQuery(orgId));
  const [search, setSearch] = useState('');
  return (
    <div className="space-y-6">
      <Section
        title="Members"
        note="Who belongs to the organization. What they may do in a team is said by their role there."
        actions={
          can(me, 'team:members') ? (
            <LinkButton tone="primary" to="/organization/invitations" search={{ invite: true }}>
              Invite
            </LinkButton>
          ) : undefined
        }
      >
        <Loaded query={query} what="The members">
          {(members) => (
            <>
              {members.length < 8 ? null : (
                <TextInput
                  type="search"
                  aria-label="Find a member"
                  placeholder="Find a member"
                  className="max-w-sm"
                  value={search}
                  onChange={(event) => setSearch(event.target.value)}
                />
              )}
              <MemberList members={members.filter((member) => isMatch(member, search))} orgId={orgId} orgName={orgName} />
            </>
          )}
        </Loaded>
      </Section>
      <ApiPanel title="Read them by API" action={membersAction(orgId)} />
    </div>
  );
}

function isMatch(member: Member, search: string): boolean {
  return `${member.name} ${member.email} ${roleName(member.role)}`.toLowerCase().includes(search.trim().toLowerCase());
}

interface MemberListProps {
  readonly members: readonly Member[];
  readonly orgId: string;
  readonly orgName: string;
}

function MemberList({ members, orgId, orgName }: MemberListProps) {
  const me = useMe();
  const [move, setMove] = useState<MemberMove>();
  const close = () => setMove(undefined);
  const myRole = me.orgs.find(({ id }) => id === orgId)?.role;
  return (
    <>
      <PeopleTable
        label={`Members of ${orgName}`}
        orgId={orgId}
        people={members}
        renderActions={(member) => {
          const isSelf = member.userId === me.id;
          const moves = memberMoves({ permissions: me.permissions, myRole, isSelf, role: member.role });
          return <MemberMenu member={member} moves={moves} showsAccess={can(me, 'access:read')} onMove={setMove} />;
        }}
      />
      {move?.kind === 'role' ? <ChangeOrgRole orgId={orgId} member={move.member} onClose={close} /> : null}
      {move?.kind === 'access' ? <MemberAccess orgId={orgId} member={move.member} onClose={close} /> : null}
      {move?.kind === 'remove' ? <RemoveMember orgId={orgId} member={move.member} onClose={close} /> : null}
      {move?.kind === 'transfer' ? <TransferOrg orgId={orgId} member={move.member} onClose={close} /> : null}
      {move?.kind === 'leave' ? <LeaveOrg orgId={orgId} orgName={orgName} onClose={close} /> : null}
    </>
  );
}
