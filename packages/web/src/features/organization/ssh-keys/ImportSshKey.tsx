import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { importSshKey } from '../../../api/ssh-keys.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Field, TextArea } from '../../../ui/Field.tsx';
import { SecretInput } from '../../../ui/SecretInput.tsx';
import { CommentField, SshKeyNameField } from './SshKeyFields.tsx';

interface ImportSshKeyProps {
  readonly orgId: string;
  readonly onClose: () => void;
}

export function ImportSshKey({ orgId, onClose }: ImportSshKeyProps) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [privateKey, setPrivateKey] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [comment, setComment] = useState('');
  const optional = {
    ...(passphrase === '' ? {} : { passphrase }),
    ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
  };
  return (
    <FormDialog
      title="Import an SSH key"
      description="RSA, Ed25519 or ECDSA, as OpenSSH, PEM or PuTTY files write it."
      action="Import"
      attempt="The key could not be imported"
      canSubmit={name.trim() !== '' && privateKey.trim() !== ''}
      onSubmit={() => importSshKey(queries, orgId, { name: name.trim(), private_key: privateKey, ...optional })}
      onClose={onClose}
    >
      <SshKeyNameField value={name} onChange={setName} />
      <Field label="Private key" required hint="The whole file. Kept encrypted.">
        {(control) => (
          <TextArea
            {...control}
            rows={7}
            autoComplete="off"
            placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
            value={privateKey}
            onChange={(event) => setPrivateKey(event.target.value)}
          />
        )}
      </Field>
      <Field label="Passphrase" hint="Opens the file once and is not kept. Empty where there is none.">
        {(control) => <SecretInput {...control} value={passphrase} onChange={(event) => setPassphrase(event.target.value)} />}
      </Field>
      <CommentField value={comment} onChange={setComment} />
    </FormDialog>
  );
}
