import { useQueryClient } from '@tanstack/react-query';
import type { Grant } from '@moorage/sdk/types';
import { removeGrant, type SharedThing } from '../../api/grants.ts';
import { ConfirmDialog } from '../ConfirmDialog.tsx';

interface RemoveGuestProps {
  readonly thing: SharedThing;
  readonly guest: Grant;
  readonly onClose: () => void;
}

export function RemoveGuest({ thing, guest, onClose }: RemoveGuestProps) {
  const queries = useQueryClient();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Remove ${guest.email}`}
      action="Remove"
      danger
      onConfirm={() => removeGrant(queries, thing, guest.id)}
    >
      <p>The guest no longer sees {thing.name}, at once, except by another role.</p>
    </ConfirmDialog>
  );
}
