import type { V1Action } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createPlatformAction, deletePlatformAction, updatePlatformAction } from '../../../api/platform-actions.ts';
import { actionOfDraft, changeOfAction, createActionAction, emptyAction } from '../../../lib/platform-action.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { ActionFields, actionPaths } from './ActionFields.tsx';

export type ActionMove = { readonly kind: 'create' } | { readonly kind: 'edit' | 'delete'; readonly action: V1Action };

interface ActionDialogsProps {
  readonly move: ActionMove | undefined;
  readonly onClose: () => void;
}

/** The dialog that belongs to what was chosen. */
export function ActionDialogs({ move, onClose }: ActionDialogsProps) {
  const queries = useQueryClient();
  if (move === undefined) return null;
  if (move.kind === 'create') return <CreateAction onClose={onClose} />;
  if (move.kind === 'edit') return <EditAction action={move.action} onClose={onClose} />;
  const { id, label } = move.action;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${label}`}
      action="Delete"
      danger
      onConfirm={() => deletePlatformAction(queries, id)}
    >
      <p>It is offered no longer, to no organization. Clusters stay as they are.</p>
    </ConfirmDialog>
  );
}

function CreateAction({ onClose }: { readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(emptyAction);
  const body = actionOfDraft(draft);
  return (
    <FormDialog
      title="Offer an action"
      description="It is offered to all organizations for their clusters."
      action="Offer"
      attempt="The action could not be offered"
      canSubmit={body !== undefined}
      paths={actionPaths}
      onSubmit={() => createPlatformAction(queries, body ?? draft)}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <ActionFields draft={draft} problemAt={problemAt} onChange={(change) => setDraft((old) => ({ ...old, ...change }))} />
          <ShowAs action={createActionAction(body ?? draft)} />
        </>
      )}
    </FormDialog>
  );
}

function EditAction({ action, onClose }: { readonly action: V1Action; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const { id, label, description, make_target: target } = action;
  const [draft, setDraft] = useState({ label, description, make_target: target });
  const change = changeOfAction(action, draft);
  return (
    <FormDialog
      title={`Edit ${label}`}
      action="Save"
      attempt="The action could not be changed"
      canSubmit={Object.keys(change).length > 0 && actionOfDraft(draft) !== undefined}
      paths={actionPaths}
      onSubmit={() => updatePlatformAction(queries, id, change)}
      onClose={onClose}
    >
      {(problemAt) => (
        <ActionFields draft={draft} problemAt={problemAt} onChange={(next) => setDraft((old) => ({ ...old, ...next }))} />
      )}
    </FormDialog>
  );
}
