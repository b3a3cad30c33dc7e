import type { V1NodePool } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { deletePool } from '../../../api/node-pools.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { PoolForm } from './PoolForm.tsx';

export interface PoolMove {
  readonly kind: 'edit' | 'delete';
  readonly pool: V1NodePool;
}

interface PoolDialogsProps {
  readonly move: PoolMove | undefined;
  readonly onClose: () => void;
  /** After it is gone, where the page shows only this one. */
  readonly onDeleted?: () => void;
}

export function PoolDialogs({ move, onClose, onDeleted }: PoolDialogsProps) {
  const queries = useQueryClient();
  if (move === undefined) return null;
  const { kind, pool } = move;
  const { id, organization_id: orgId, name } = pool;
  if (kind === 'edit') return <PoolForm orgId={orgId} pool={pool} onClose={onClose} />;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${name}`}
      action="Delete"
      danger
      onConfirm={async () => {
        await deletePool(queries, { orgId, id });
        onDeleted?.();
      }}
    >
      <p>The servers, labels, annotations and taints that are attached to it stay.</p>
      <p className="text-muted">Where a cluster uses it, nothing is deleted, and you are told which.</p>
    </ConfirmDialog>
  );
}
