import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createCredential } from '../../../api/credentials.ts';
import {
  bodyOfCredential,
  emptyCredential,
  isComplete,
  kindName,
  providerForm,
  providers,
  withProvider,
} from '../../../lib/credential-kinds.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Field, SelectInput } from '../../../ui/Field.tsx';
import { NameFields, ScopeFields, SecretFields } from './CredentialFields.tsx';

interface AddCredentialProps {
  readonly orgId: string;
  readonly onClose: () => void;
}

export function AddCredential({ orgId, onClose }: AddCredentialProps) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(emptyCredential);
  const { kinds } = providerForm(draft.provider);
  return (
    <FormDialog
      title="Add a credential"
      action="Save"
      attempt="The credential could not be saved"
      canSubmit={isComplete(draft)}
      onSubmit={() => createCredential(queries, orgId, bodyOfCredential(draft))}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Provider">
          {(control) => (
            <SelectInput
              {...control}
              value={draft.provider}
              onChange={(event) => {
                const chosen = providers.find(({ id }) => id === event.target.value);
                if (chosen !== undefined) setDraft(withProvider(draft, chosen.id));
              }}
            >
              {providers.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
        <Field label="Kind">
          {(control) => (
            <SelectInput
              {...control}
              value={draft.kind}
              onChange={(event) => {
                const kind = kinds.find((each) => each === event.target.value) ?? draft.kind;
                setDraft({ ...draft, kind, secret: {} });
              }}
            >
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {kindName(kind)}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
      </div>
      <NameFields value={draft} onChange={setDraft} />
      <SecretFields kind={draft.kind} value={draft.secret} onChange={(secret) => setDraft({ ...draft, secret })} />
      <ScopeFields value={draft} onChange={setDraft} />
    </FormDialog>
  );
}
