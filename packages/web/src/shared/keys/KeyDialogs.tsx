import { useQueryClient } from '@tanstack/react-query';
import type { ApiKey, ApiKeyWithSecret } from '@moorage/sdk/types';
import { useState } from 'react';
import { revokeKey, rotateKey, updateKey } from '../../api/key-actions.ts';
import type { KeyOwner } from '../../api/queries.ts';
import { draftFromLimits, limitsFromDraft } from '../../lib/key-form.ts';
import { Field, SelectInput } from '../../ui/Field.tsx';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import { FormDialog } from '../FormDialog.tsx';
import { KeyNameField } from './KeyFields.tsx';
import { KeyLimitFields } from './KeyLimitFields.tsx';
import type { KeyMove } from './KeyTable.tsx';

interface KeyDialogsProps {
  readonly owner: KeyOwner;
  readonly move: KeyMove | undefined;
  readonly onClose: () => void;
  readonly onSecret: (apiKey: ApiKeyWithSecret) => void;
  readonly onRevoked: (id: string) => void;
}

/** The question that belongs to what was chosen of a key. */
export function KeyDialogs({ owner, move, onClose, onSecret, onRevoked }: KeyDialogsProps) {
  const queries = useQueryClient();
  if (move === undefined) return null;
  const { kind, apiKey } = move;
  if (kind === 'edit') return <EditKey owner={owner} apiKey={apiKey} onClose={onClose} />;
  if (kind === 'rotate') return <RotateKey owner={owner} apiKey={apiKey} onClose={onClose} onSecret={onSecret} />;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Revoke ${apiKey.name}`}
      action="Revoke"
      danger
      onConfirm={async () => {
        await revokeKey(queries, owner, apiKey.id);
        onRevoked(apiKey.id);
      }}
    >
      <p>Whatever uses this key is refused from this moment on. It cannot be brought back.</p>
    </ConfirmDialog>
  );
}

interface KeyDialogProps {
  readonly owner: KeyOwner;
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

function EditKey({ owner, apiKey, onClose }: KeyDialogProps) {
  const queries = useQueryClient();
  const [name, setName] = useState(apiKey.name);
  const [limits, setLimits] = useState(() => draftFromLimits(apiKey));
  return (
    <FormDialog
      title={apiKey.name}
      description="Scopes, role and expiry stay as they are: for others make another key."
      action="Save"
      attempt="The key could not be changed"
      canSubmit={name.trim() !== ''}
      onSubmit={() => updateKey(queries, owner, apiKey.id, { name: name.trim(), ...limitsFromDraft(limits) })}
      onClose={onClose}
    >
      <KeyNameField value={name} onChange={setName} />
      <KeyLimitFields value={limits} onChange={setLimits} />
    </FormDialog>
  );
}

const overlaps = [
  { seconds: 0, text: 'not at all' },
  { seconds: 3600, text: 'for an hour' },
  { seconds: 86_400, text: 'for a day' },
  { seconds: 604_800, text: 'for a week' },
  { seconds: 2_592_000, text: 'for 30 days' },
] as const;

function RotateKey({
  owner,
  apiKey,
  onClose,
  onSecret,
}: KeyDialogProps & { readonly onSecret: (apiKey: ApiKeyWithSecret) => void }) {
  const queries = useQueryClient();
  const [seconds, setSeconds] = useState(86_400);
  return (
    <FormDialog
      title={`Rotate ${apiKey.name}`}
      description="It gets a new secret; name, rights and limits stay."
      action="Rotate"
      attempt="The key could not be rotated"
      onSubmit={async () => onSecret(await rotateKey(queries, owner, apiKey.id, seconds))}
      onClose={onClose}
    >
      <Field label="The old secret works on" hint="Long enough to bring the new one wherever the key is used.">
        {(control) => (
          <SelectInput {...control} value={seconds} onChange={(event) => setSeconds(Number(event.target.value))}>
            {overlaps.map((overlap) => (
              <option key={overlap.seconds} value={overlap.seconds}>
                {overlap.text}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
    </FormDialog>
  );
}
