import type { V1Cluster } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clearKubeconfig, revealKubeconfig } from '../../../api/cluster-access.ts';
import { can } from '../../../lib/can.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { RevealDialog } from '../../../shared/RevealDialog.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { IssueKubeconfig } from './IssueKubeconfig.tsx';
import { SetKubeconfig } from './SetKubeconfig.tsx';

type Move = 'issue' | 'set' | 'reveal' | 'clear';

interface ClusterAccessProps {
  readonly orgId: string;
  readonly cluster: V1Cluster;
}

/** The kubeconfig that is kept, and those that are handed out with it. */
export function ClusterAccess({ orgId, cluster }: ClusterAccessProps) {
  const me = useMe();
  const [move, setMove] = useState<Move>();
  const mayKeep = can(me, 'cluster:kubeconfig');
  const { kubeconfig_server: server } = cluster;
  const set = (
    <Button
      size="small"
      aria-label={server === undefined ? 'Set the kubeconfig' : 'Replace the kubeconfig'}
      onClick={() => setMove('set')}
    >
      {server === undefined ? 'Set…' : 'Replace…'}
    </Button>
  );
  return (
    <Section
      title="Kubeconfig"
      note="Kept encrypted. With it everybody gets one of his own, which ends by itself."
      actions={mayKeep ? set : undefined}
    >
      {server === undefined ? (
        <p className="text-muted">None is kept.</p>
      ) : (
        <>
          <p>
            One is kept, for <span className="font-mono text-[13px] break-all">{server}</span>.
          </p>
          <div className="flex flex-wrap gap-2">
            {can(me, 'cluster:issue') ? <Button onClick={() => setMove('issue')}>Get one for a while…</Button> : null}
            {can(me, 'cluster:reveal') ? <Button onClick={() => setMove('reveal')}>Show what is kept…</Button> : null}
            {mayKeep ? (
              <Button tone="danger" onClick={() => setMove('clear')}>
                Clear…
              </Button>
            ) : null}
          </div>
        </>
      )}
      {move === undefined ? null : (
        <AccessDialog orgId={orgId} cluster={cluster} move={move} onClose={() => setMove(undefined)} />
      )}
    </Section>
  );
}

interface AccessDialogProps extends ClusterAccessProps {
  readonly move: Move;
  readonly onClose: () => void;
}

function AccessDialog({ orgId, cluster, move, onClose }: AccessDialogProps) {
  const queries = useQueryClient();
  const { id, name } = cluster;
  const place = { orgId, id };
  if (move === 'issue') return <IssueKubeconfig place={place} name={name} onClose={onClose} />;
  if (move === 'set') return <SetKubeconfig place={place} name={name} onClose={onClose} />;
  if (move === 'reveal') {
    return (
      <RevealDialog
        title={`The kubeconfig of ${name}`}
        reveal={async () => [{ label: 'Kubeconfig', text: (await revealKubeconfig(place)).kubeconfig }]}
        onClose={onClose}
      >
        <p>Whoever has it may do in the cluster what it allows. That you have seen it is written to the audit log.</p>
      </RevealDialog>
    );
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Clear the kubeconfig of ${name}`}
      action="Clear"
      danger
      onConfirm={() => clearKubeconfig(queries, place)}
    >
      <p>It is forgotten here, and nobody gets one by it any more. Those that were handed out end when they say.</p>
      <p className="text-muted">What it signs in with stays valid in the cluster: end it there.</p>
    </ConfirmDialog>
  );
}
