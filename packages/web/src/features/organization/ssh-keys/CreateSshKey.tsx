import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createSshKey } from '../../../api/ssh-keys.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Field, SelectInput } from '../../../ui/Field.tsx';
import { CommentField, SshKeyNameField } from './SshKeyFields.tsx';

const kinds = [
  { id: 'ed25519', text: 'Ed25519: short and strong', body: { type: 'ed25519' } },
  { id: 'rsa-4096', text: 'RSA, 4096 bits: for old servers', body: { type: 'rsa', bits: 4096 } },
  { id: 'rsa-3072', text: 'RSA, 3072 bits', body: { type: 'rsa', bits: 3072 } },
  { id: 'rsa-2048', text: 'RSA, 2048 bits', body: { type: 'rsa', bits: 2048 } },
] as const;

interface CreateSshKeyProps {
  readonly orgId: string;
  readonly onClose: () => void;
}

export function CreateSshKey({ orgId, onClose }: CreateSshKeyProps) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [comment, setComment] = useState('');
  const [kind, setKind] = useState<(typeof kinds)[number]>(kinds[0]);
  const note = comment.trim();
  return (
    <FormDialog
      title="Generate an SSH key"
      description="It is made on the server. RSA keys take some seconds."
      action="Generate"
      attempt="The key could not be generated"
      canSubmit={name.trim() !== ''}
      onSubmit={() =>
        createSshKey(queries, orgId, { name: name.trim(), ...kind.body, ...(note === '' ? {} : { comment: note }) })
      }
      onClose={onClose}
    >
      <SshKeyNameField value={name} onChange={setName} />
      <Field label="Kind">
        {(control) => (
          <SelectInput
            {...control}
            value={kind.id}
            onChange={(event) => setKind(kinds.find(({ id }) => id === event.target.value) ?? kinds[0])}
          >
            {kinds.map(({ id, text }) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      <CommentField value={comment} onChange={setComment} />
    </FormDialog>
  );
}
