import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { adminOrgsQuery } from '../../../api/admin.ts';
import { rotateKeyOf } from '../../../api/encryption.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { SearchInput } from '../../../shared/SearchInput.tsx';
import { Field, SelectInput } from '../../../ui/Field.tsx';

interface RotateKeyProps {
  readonly onClose: () => void;
  readonly onAsked: () => void;
}

/** A new key for one organization, or for what belongs to the platform itself. */
export function RotateKey({ onClose, onAsked }: RotateKeyProps) {
  const queries = useQueryClient();
  const [search, setSearch] = useState<string>();
  const [orgId, setOrgId] = useState('');
  const orgs = useInfiniteQuery(adminOrgsQuery({ search })).data?.pages.flatMap(({ items }) => items) ?? [];
  const find = (text: string | undefined) => {
    setSearch(text);
    setOrgId('');
  };
  return (
    <FormDialog
      title="Rotate a key"
      description="A new key is made and every value is sealed anew under it, in the background. The old one is destroyed when nothing needs it."
      action="Rotate"
      attempt="The rotation could not be asked for"
      onSubmit={async () => {
        await rotateKeyOf(queries, orgId === '' ? null : orgId);
        onAsked();
      }}
      onClose={onClose}
    >
      <SearchInput label="Find an organization" value={search} onChange={find} />
      <Field label="Whose key">
        {(control) => (
          <SelectInput {...control} value={orgId} onChange={(event) => setOrgId(event.target.value)}>
            <option value="">the platform itself</option>
            {orgs.map(({ id, name, slug }) => (
              <option key={id} value={id}>
                {name} ({slug})
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
    </FormDialog>
  );
}
