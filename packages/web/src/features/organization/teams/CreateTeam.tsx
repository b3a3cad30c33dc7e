import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createTeam } from '../../../api/org-actions.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Field, TextInput } from '../../../ui/Field.tsx';
import { createTeamAction } from '../api-actions.ts';

export function CreateTeam({ orgId, onClose }: { readonly orgId: string; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const wanted = name.trim();
  return (
    <FormDialog
      title="New team"
      action="Create"
      attempt="The team could not be created"
      canSubmit={wanted !== ''}
      onSubmit={() => createTeam(queries, orgId, wanted)}
      onClose={onClose}
    >
      <Field label="Name">
        {(control) => (
          <TextInput {...control} maxLength={100} autoFocus value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <details>
        <summary className="text-muted">Do it by API</summary>
        <div className="pt-3">
          <ApiPanel action={createTeamAction(orgId, wanted)} />
        </div>
      </details>
    </FormDialog>
  );
}
