import { useQueryClient } from '@tanstack/react-query';
import type { Member } from '@moorage/sdk/types';
import { removeOrgMember } from '../../../api/org-actions.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';

interface RemoveMemberProps {
  readonly orgId: string;
  readonly member: Member;
  readonly onClose: () => void;
}

export function RemoveMember({ orgId, member, onClose }: RemoveMemberProps) {
  const queries = useQueryClient();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Remove ${member.email}`}
      action="Remove"
      danger
      onConfirm={() => removeOrgMember(queries, orgId, member.userId)}
    >
      <p>Removed from the organization and from all its teams, at once. What was deployed stays; the audit log keeps the name.</p>
    </ConfirmDialog>
  );
}
