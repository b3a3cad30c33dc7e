import { useQuery } from '@tanstack/react-query';
import type { Member } from '@moorage/sdk/types';
import { memberAccessQuery } from '../../../api/org-queries.ts';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

interface MemberAccessProps {
  readonly orgId: string;
  readonly member: Member;
  readonly onClose: () => void;
}

/** Every action that a member may do here, each with the roles that give it. */
export function MemberAccess({ orgId, member, onClose }: MemberAccessProps) {
  const query = useQuery(memberAccessQuery(orgId, member.userId));
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`What ${member.email} may do`}
      description="Somewhere in the organization, and by which role."
      size="large"
    >
      <Loaded query={query} what="The access" skeletonRows={6}>
        {({ may }) => (
          <Table label={`Access of ${member.email}`}>
            <thead>
              <tr>
                <Th>May</Th>
                <Th>Because</Th>
              </tr>
            </thead>
            <tbody>
              {may.map(({ action, doc, because }) => (
                <Tr key={action}>
                  <Td>
                    {doc}
                    <span className="block font-mono text-[13px] text-muted">{action}</span>
                  </Td>
                  <Td>{because.join('; ')}</Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </Loaded>
    </Dialog>
  );
}
