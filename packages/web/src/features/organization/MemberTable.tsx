import type { Member } from '@moorage/sdk/types';
import { Age } from '../../shared/Age.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';

const roleNames: Readonly<Record<string, string>> = {
  org_owner: 'Owner',
  org_admin: 'Admin',
  org_member: 'Member',
  team_admin: 'Team admin',
  developer: 'Developer',
  viewer: 'Viewer',
};

export function MemberTable({ members, label }: { readonly members: readonly Member[]; readonly label: string }) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Role</Th>
          <Th>Joined</Th>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <Tr key={member.userId}>
            <Td>
              <span className="block font-medium">{member.name}</span>
              <span className="block text-[13px] break-all text-muted">{member.email}</span>
            </Td>
            <Td>{roleNames[member.role] ?? member.role}</Td>
            <Td>
              <Age at={member.joinedAt} suffix=" ago" />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
