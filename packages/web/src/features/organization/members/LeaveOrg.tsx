import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { leaveOrg } from '../../../api/org-actions.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';

interface LeaveOrgProps {
  readonly orgId: string;
  readonly orgName: string;
  readonly onClose: () => void;
}

export function LeaveOrg({ orgId, orgName, onClose }: LeaveOrgProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const leave = async () => {
    await leaveOrg(queries, orgId);
    await navigate({ to: '/', search: { team: undefined } });
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Leave ${orgName}`}
      action="Leave"
      danger
      onConfirm={leave}
    >
      <p>You lose access to everything in it and in its teams, at once. To come back you need a new invitation.</p>
    </ConfirmDialog>
  );
}
