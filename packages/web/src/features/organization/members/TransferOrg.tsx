import { useQueryClient } from '@tanstack/react-query';
import type { Member } from '@moorage/sdk/types';
import { transferOrg } from '../../../api/org-actions.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';

interface TransferOrgProps {
  readonly orgId: string;
  readonly member: Member;
  readonly onClose: () => void;
}

export function TransferOrg({ orgId, member, onClose }: TransferOrgProps) {
  const queries = useQueryClient();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Make ${member.email} the owner`}
      action="Pass ownership on"
      typed={member.email}
      danger
      onConfirm={() => transferOrg(queries, orgId, member.userId)}
    >
      <p>You become an admin. Only the new owner can delete the organization, change admins, or give ownership back to you.</p>
    </ConfirmDialog>
  );
}
