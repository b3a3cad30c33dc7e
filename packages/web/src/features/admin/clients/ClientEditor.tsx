import { useQueryClient } from '@tanstack/react-query';
import type { Client } from '@moorage/sdk/types';
import { useState } from 'react';
import { createClientOf, updateClient } from '../../../api/client-actions.ts';
import { type ClientDraft, clientOfDraft, draftOfClient, emptyClient } from '../../../lib/client-form.ts';
import { newKey } from '../../../lib/idempotency.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { CheckInput } from '../../../ui/Field.tsx';
import { BrandFields } from './BrandFields.tsx';
import { RegistrationFields } from './RegistrationFields.tsx';
import { TextField } from './TextField.tsx';

interface ClientEditorProps {
  /** The one that is changed; without it a new one is made. */
  readonly client?: Client;
  readonly onClose: () => void;
}

export function ClientEditor({ client, onClose }: ClientEditorProps) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<ClientDraft>(client === undefined ? emptyClient : draftOfClient(client));
  const [idempotencyKey] = useState(newKey);
  const edit = (change: Partial<ClientDraft>) => setDraft({ ...draft, ...change });
  const save = () => {
    const body = clientOfDraft(draft);
    return client === undefined ? createClientOf(queries, body, idempotencyKey) : updateClient(queries, client.id, body);
  };
  const isComplete = [draft.name, draft.slug, draft.domain, draft.plans].every((text) => text.trim() !== '');
  return (
    <FormDialog
      title={client === undefined ? 'New client' : `Edit ${client.name}`}
      action={client === undefined ? 'Create' : 'Save'}
      attempt="The client could not be saved"
      canSubmit={isComplete}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField label="Name" maxLength={100} autoFocus value={draft.name} onChange={(name) => edit({ name })} />
      <TextField
        label="Slug"
        hint="Small letters, digits and hyphens."
        maxLength={40}
        value={draft.slug}
        onChange={(slug) => edit({ slug })}
      />
      <TextField
        label="Host"
        hint="Such as cloud.example.com: a name that nothing else here uses."
        maxLength={253}
        value={draft.domain}
        onChange={(domain) => edit({ domain })}
      />
      {client !== undefined && draft.domain.trim() !== client.domain ? (
        <Callout tone="warn" title={`Whoever is signed in at ${client.domain} is signed out: a session belongs to its host.`} />
      ) : null}
      <BrandFields draft={draft} onChange={edit} />
      <RegistrationFields draft={draft} onChange={edit} />
      <CheckInput
        label="On"
        hint="Off, the host answers 403 and open streams end within seconds."
        checked={draft.enabled}
        onChange={(event) => edit({ enabled: event.target.checked })}
      />
    </FormDialog>
  );
}
