import { useQueryClient } from '@tanstack/react-query';
import { deleteDeployment } from '../api/actions.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';

interface DeleteDeploymentProps {
  readonly name: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** What else goes with a deployment. */
export function DeletionList({ name }: { readonly name: string }) {
  return (
    <ul className="list-disc space-y-0.5 pl-5">
      <li>all its services and their running processes,</li>
      <li>its addresses: nothing answers there any more,</li>
      <li>its volumes with everything stored in them,</li>
      <li>
        its configuration and the objects in the cluster that belong to <span className="font-mono">{name}</span>.
      </li>
    </ul>
  );
}

export function DeleteDeployment({ name, open, onOpenChange }: DeleteDeploymentProps) {
  const queries = useQueryClient();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete ${name}`}
      action="Delete"
      typed={name}
      danger
      onConfirm={() => deleteDeployment(queries, name)}
    >
      <p>This cannot be undone. With it go:</p>
      <DeletionList name={name} />
      <p className="text-muted">Its entries in the audit log stay.</p>
    </ConfirmDialog>
  );
}
