import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createCredential } from '../../../api/credentials.ts';
import {
  bodyOfCredential,
  type CredentialDraft,
  emptyCredential,
  isComplete,
  kindName,
  pathsOfPlace,
  pathsOfSecret,
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
  return (
    <FormDialog
      title="Add a credential"
      action="Save"
      attempt="The credential could not be saved"
      canSubmit={isComplete(draft)}
      onSubmit={() => createCredential(queries, orgId, bodyOfCredential(draft))}
      onClose={onClose}
      paths={[...pathsOfPlace(draft), ...pathsOfSecret(draft.kind)]}
    >
      {(problemAt) => (
        <>
          <ProviderFields value={draft} onChange={setDraft} />
          <NameFields value={draft} onChange={setDraft} problemAt={problemAt} />
          <SecretFields
            kind={draft.kind}
            value={draft.secret}
            onChange={(secret) => setDraft({ ...draft, secret })}
            problemAt={problemAt}
          />
          <ScopeFields value={draft} onChange={setDraft} problemAt={problemAt} />
        </>
      )}
    </FormDialog>
  );
}

interface ProviderFieldsProps {
  readonly value: CredentialDraft;
  readonly onChange: (value: CredentialDraft) => void;
}

/** Whose it is and of which kind; both are chosen from what there is. */
function ProviderFields({ value, onChange }: ProviderFieldsProps) {
  const { kinds } = providerForm(value.provider);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Provider">
        {(control) => (
          <SelectInput
            {...control}
            value={value.provider}
            onChange={(event) => {
              const chosen = providers.find(({ id }) => id === event.target.value);
              if (chosen !== undefined) onChange(withProvider(value, chosen.id));
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
            value={value.kind}
            onChange={(event) => {
              const kind = kinds.find((each) => each === event.target.value) ?? value.kind;
              onChange({ ...value, kind, secret: {} });
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
  );
}
