import type { V1LoadBalancer } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createLoadBalancer, deleteLoadBalancer, updateLoadBalancer } from '../../../api/load-balancers.ts';
import { balancerOfDraft, changeOfBalancer, draftOfBalancer, emptyBalancer } from '../../../lib/load-balancer.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { BalancerFields, balancerPaths } from './BalancerFields.tsx';
import { balancerAction, createBalancerAction } from './load-balancer-actions.ts';

export interface BalancerMove {
  readonly kind: 'edit' | 'show' | 'delete';
  readonly balancer: V1LoadBalancer;
}

interface BalancerDialogsProps {
  readonly move: BalancerMove | undefined;
  readonly onClose: () => void;
}

/** The dialog that belongs to what was chosen of a load balancer. */
export function BalancerDialogs({ move, onClose }: BalancerDialogsProps) {
  const queries = useQueryClient();
  if (move === undefined) return null;
  const { kind, balancer } = move;
  const close = (open: boolean) => (open ? undefined : onClose());
  if (kind === 'edit') return <EditBalancer balancer={balancer} onClose={onClose} />;
  if (kind === 'show') {
    return (
      <Dialog open onOpenChange={close} title={balancer.name} size="large">
        <ApiPanel title="Show as" action={balancerAction(balancer)} />
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={`Delete ${balancer.name}`}
      action="Delete"
      danger
      onConfirm={() => deleteLoadBalancer(queries, { orgId: balancer.organization_id, id: balancer.id })}
    >
      <p>It is forgotten here. The machine or the service itself stays as it is.</p>
      <p className="text-muted">Where a cluster uses it, nothing is deleted, and you are told which.</p>
    </ConfirmDialog>
  );
}

export function CreateBalancer({ orgId, onClose }: { readonly orgId: string; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(emptyBalancer);
  const body = balancerOfDraft(draft);
  return (
    <FormDialog
      title="Add a load balancer"
      description="It is described here; nothing is done to it."
      action="Add"
      attempt="The load balancer could not be added"
      canSubmit={body.name !== ''}
      paths={balancerPaths}
      onSubmit={() => createLoadBalancer(queries, orgId, body)}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <BalancerFields draft={draft} problemAt={problemAt} onChange={(change) => setDraft((old) => ({ ...old, ...change }))} />
          <ShowAs action={createBalancerAction(orgId, body)} />
        </>
      )}
    </FormDialog>
  );
}

function EditBalancer({ balancer, onClose }: { readonly balancer: V1LoadBalancer; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const { id, organization_id: orgId, name } = balancer;
  const [draft, setDraft] = useState(() => draftOfBalancer(balancer));
  const change = changeOfBalancer(balancer, draft);
  return (
    <FormDialog
      title={`Edit ${name}`}
      action="Save"
      attempt="The load balancer could not be changed"
      canSubmit={Object.keys(change).length > 0 && draft.name.trim() !== ''}
      paths={balancerPaths}
      onSubmit={() => updateLoadBalancer(queries, { orgId, id }, change)}
      onClose={onClose}
    >
      {(problemAt) => (
        <BalancerFields draft={draft} problemAt={problemAt} onChange={(next) => setDraft((old) => ({ ...old, ...next }))} />
      )}
    </FormDialog>
  );
}
