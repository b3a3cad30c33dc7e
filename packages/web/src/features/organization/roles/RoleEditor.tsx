import { useQueryClient } from '@tanstack/react-query';
import type { Role } from '@moorage/sdk/types';
import { useState } from 'react';
import { createRole, updateRole } from '../../../api/org-actions.ts';
import { plural } from '../../../lib/format.ts';
import { groupActions, roleCatalogue } from '../../../lib/role-actions.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { CheckInput, Field, TextInput } from '../../../ui/Field.tsx';

interface RoleEditorProps {
  readonly orgId: string;
  readonly roles: readonly Role[];
  /** The one that is changed; without it a new one is made. */
  readonly role?: Role;
  readonly onClose: () => void;
}

export function RoleEditor({ orgId, roles, role, onClose }: RoleEditorProps) {
  const queries = useQueryClient();
  const catalogue = roleCatalogue(roles);
  const [name, setName] = useState(role?.name ?? '');
  const [description, setDescription] = useState(role?.description ?? '');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(role?.actions.map(({ action }) => action)));
  const toggle = (action: string, isOn: boolean) =>
    setChosen(new Set(isOn ? [...chosen, action] : [...chosen].filter((each) => each !== action)));
  const save = () => {
    const actions = catalogue.map(({ action }) => action).filter((action) => chosen.has(action));
    const body = { name: name.trim(), description, actions };
    return role === undefined ? createRole(queries, orgId, body) : updateRole(queries, { orgId, name: role.name }, body);
  };
  return (
    <FormDialog
      title={role === undefined ? 'New role' : `Edit ${role.name}`}
      description="You can put in only what you may do yourself. Reading comes along with doing."
      action={role === undefined ? 'Create' : 'Save'}
      attempt="The role could not be saved"
      canSubmit={name.trim() !== ''}
      onSubmit={save}
      onClose={onClose}
    >
      {role === undefined || role.holderCount === 0 ? null : (
        <Callout tone="warn" title={`It counts at once for ${plural(role.holderCount, 'holder')}.`} />
      )}
      <Field label="Name" hint="Small letters, digits and hyphens, such as release-manager.">
        {(control) => <TextInput {...control} maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label="Description">
        {(control) => (
          <TextInput {...control} maxLength={500} value={description} onChange={(event) => setDescription(event.target.value)} />
        )}
      </Field>
      {groupActions(catalogue).map(({ noun, actions }) => (
        <fieldset key={noun} className="space-y-1.5">
          <legend className="mb-1 font-mono text-[13px] text-muted">{noun}</legend>
          {actions.map(({ action, doc }) => (
            <CheckInput
              key={action}
              label={doc}
              checked={chosen.has(action)}
              onChange={(event) => toggle(action, event.target.checked)}
            />
          ))}
        </fieldset>
      ))}
    </FormDialog>
  );
}
