import type { V1Cluster } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { deleteCluster, revealCluster } from '../../../api/clusters.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { RevealDialog } from '../../../shared/RevealDialog.tsx';
import { ClusterForm } from './ClusterForm.tsx';

export type ClusterMove = 'edit' | 'reveal' | 'delete';

interface ClusterDialogsProps {
  readonly orgId: string;
  readonly cluster: V1Cluster;
  readonly move: ClusterMove;
  readonly onClose: () => void;
}

export function ClusterDialogs({ orgId, cluster, move, onClose }: ClusterDialogsProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { id, name } = cluster;
  if (move === 'edit') return <ClusterForm orgId={orgId} cluster={cluster} onClose={onClose} />;
  if (move === 'reveal') {
    return (
      <RevealDialog
        title={`What nodes join ${name} with`}
        reveal={async () => {
          const { random_token: token, certificate_key: certificate } = await revealCluster({ orgId, id });
          return [
            { label: 'Token', text: token },
            { label: 'Certificate key', text: certificate },
          ];
        }}
        onClose={onClose}
      >
        <p>Whoever has them makes a machine a node of this cluster. That you have seen them is written to the audit log.</p>
      </RevealDialog>
    );
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${name}`}
      action="Delete"
      typed={name}
      danger
      onConfirm={async () => {
        await deleteCluster(queries, { orgId, id });
        await navigate({ to: '/infrastructure/clusters', replace: true });
      }}
    >
      <p>Its description goes, with its metadata and what nodes join with. The machines stay as they are.</p>
      <p className="text-muted">Domains, records, load balancers, servers and node pools that are attached to it stay.</p>
    </ConfirmDialog>
  );
}
