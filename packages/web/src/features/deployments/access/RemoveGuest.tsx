import { useQueryClient } from '@tanstack/react-query';
import type { Grant } from '@moorage/sdk/types';
import { removeGrant } from '../../../api/grants.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';

interface RemoveGuestProps {
  readonly name: string;
  readonly guest: Grant;
  readonly onClose: () => void;
}

export function RemoveGuest({ name, guest, onClose }: RemoveGuestProps) {
  const queries = useQueryClient();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Remove ${guest.email}`}
      action="Remove"
      danger
      onConfirm={() => removeGrant(queries, name, guest.id)}
    >
      <p>The guest no longer sees {name}, at once, unless another role lets him.</p>
    </ConfirmDialog>
  );
}
