import { useQueryClient } from '@tanstack/react-query';
import type { Secret } from '@moorage/sdk/types';
import { useState } from 'react';
import { deleteSecret, updateSecret } from '../../api/secrets.ts';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import { FormDialog } from '../FormDialog.tsx';
import { DescriptionField, ValueField } from './SecretFields.tsx';
import { SecretHistory } from './SecretHistory.tsx';
import type { SecretMove } from './SecretTable.tsx';
import { SecretUses } from './SecretUses.tsx';

interface SecretDialogsProps {
  readonly move: SecretMove | undefined;
  readonly onClose: () => void;
}

/** The dialog that belongs to what was chosen of a secret. */
export function SecretDialogs({ move, onClose }: SecretDialogsProps) {
  const queries = useQueryClient();
  if (move === undefined) return null;
  const { kind, secret } = move;
  if (kind === 'replace') return <ReplaceValue secret={secret} onClose={onClose} />;
  if (kind === 'describe') return <DescribeSecret secret={secret} onClose={onClose} />;
  if (kind === 'history') return <SecretHistory secret={secret} onClose={onClose} />;
  if (kind === 'uses') return <SecretUses secret={secret} onClose={onClose} />;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${secret.key}`}
      action="Delete"
      danger
      onConfirm={() => deleteSecret(queries, secret)}
    >
      <p>It goes with its history and cannot be brought back.</p>
      <p>
        Services that receive it roll out without it, or with that of a wider scope. Where the template requires it and no other
        scope has it, the roll-out does not happen and what runs stays as it is.
      </p>
    </ConfirmDialog>
  );
}

interface OneSecretProps {
  readonly secret: Secret;
  readonly onClose: () => void;
}

function ReplaceValue({ secret, onClose }: OneSecretProps) {
  const queries = useQueryClient();
  const [value, setValue] = useState('');
  return (
    <FormDialog
      title={`Replace ${secret.key}`}
      description={`It becomes version ${secret.version + 1}. Services that receive it roll out one pod after the other.`}
      action="Replace"
      attempt="The value could not be replaced"
      canSubmit={value !== ''}
      onSubmit={() => updateSecret(queries, secret, { value })}
      onClose={onClose}
    >
      <ValueField label="New value" value={value} onChange={setValue} />
    </FormDialog>
  );
}

function DescribeSecret({ secret, onClose }: OneSecretProps) {
  const queries = useQueryClient();
  const [description, setDescription] = useState(secret.description);
  return (
    <FormDialog
      title={secret.key}
      action="Save"
      attempt="The description could not be saved"
      onSubmit={() => updateSecret(queries, secret, { description: description.trim() })}
      onClose={onClose}
    >
      <DescriptionField value={description} onChange={setDescription} />
    </FormDialog>
  );
}
