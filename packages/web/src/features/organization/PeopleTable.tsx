import type { Member } from '@moorage/sdk/types';
import type { ReactNode } from 'react';
import { RoleName } from './RoleName.tsx';
import { Age } from '../../shared/Age.tsx';
import { useMe } from '../../shared/use-session.ts';
import { Tag } from '../../ui/Badge.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';

interface PeopleTableProps {
  readonly people: readonly Member[];
  readonly label: string;
  readonly orgId: string;
  readonly renderActions: (member: Member) => ReactNode;
}

/** Members of an organization or of a team. */
export function PeopleTable({ people, label, orgId, renderActions }: PeopleTableProps) {
  const me = useMe();
  if (people.length === 0) return <EmptyState title="Nobody here" />;
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Role</Th>
          <Th className="max-sm:hidden">Joined</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {people.map((member) => (
          <Tr key={member.userId}>
            <Td>
              <span className="flex flex-wrap items-center gap-2 font-medium">
                <span className="break-words">{member.name === '' ? member.email : member.name}</span>
                {member.userId === me.id ? <Tag>you</Tag> : null}
              </span>
              <span className="block text-[13px] break-all text-muted max-sm:min-w-36">{member.email}</span>
            </Td>
            <Td className="whitespace-nowrap">
              <RoleName orgId={orgId} role={member.role} />
            </Td>
            <Td className="max-sm:hidden">
              <Age at={member.joinedAt} suffix=" ago" />
            </Td>
            <Td className="text-right">{renderActions(member)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
