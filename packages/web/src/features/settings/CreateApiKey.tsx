import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createApiKey } from '../../api/key-actions.ts';
import { nowMs } from '../../lib/clock.ts';
import { expiryAfter, type KeyScope, limitsFromDraft, noLimits, usualScopes } from '../../lib/key-form.ts';
import { ApiPanel } from '../../shared/ApiPanel.tsx';
import { FormDialog } from '../../shared/FormDialog.tsx';
import { ExpiryField, KeyNameField, ScopesField } from '../../shared/keys/KeyFields.tsx';
import { KeyLimitFields } from '../../shared/keys/KeyLimitFields.tsx';
import type { CreateKeyProps } from '../../shared/keys/KeySection.tsx';

export function CreateApiKey({ onClose, onCreated }: CreateKeyProps) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<KeyScope[]>([...usualScopes]);
  const [days, setDays] = useState(90);
  const [limits, setLimits] = useState(noLimits);
  const wanted = { name: name.trim(), scopes, ...limitsFromDraft(limits) };
  const cli = ['keys', 'create', wanted.name, ...scopes.flatMap((scope) => ['--scope', scope])];
  const hasLimits = limits !== noLimits;
  return (
    <FormDialog
      title="Create an API key"
      action="Create"
      attempt="The key could not be created"
      canSubmit={wanted.name !== '' && scopes.length > 0}
      onSubmit={async () => onCreated(await createApiKey(queries, { ...wanted, ...expiryAfter(days, nowMs()) }))}
      onClose={onClose}
    >
      <KeyNameField value={name} onChange={setName} />
      <ScopesField value={scopes} onChange={setScopes} />
      <ExpiryField days={days} onChange={setDays} />
      <KeyLimitFields value={limits} onChange={setLimits} />
      <details>
        <summary className="text-muted">Do it by API</summary>
        <div className="pt-3">
          <ApiPanel
            action={{
              method: 'POST',
              path: '/api/keys',
              body: wanted,
              cli: hasLimits ? undefined : [...cli, '--expires', days === 0 ? 'never' : `${days}d`],
              call: 'apiKeys.create',
              callArgs: { body: wanted },
            }}
          />
        </div>
      </details>
    </FormDialog>
  );
}
