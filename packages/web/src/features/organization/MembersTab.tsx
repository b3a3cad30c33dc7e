import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { orgMembersQuery } from '../../api/queries.ts';
import { Loaded } from '../../shared/Loaded.tsx';
import { useCurrentTeam } from '../../shared/use-session.ts';
import { MemberTable } from './MemberTable.tsx';

export function MembersTab(): ReactElement {
  const { orgId, orgName } = useCurrentTeam();
  const query = useQuery(orgMembersQuery(orgId ?? ''));
  return (
    <Loaded query={query} what="The members">
      {(members) => <MemberTable members={members} label={`Members of ${orgName}`} />}
    </Loaded>
  );
}
