import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ApiKeyCreate, ApiKeyWithSecret } from '@moorage/sdk/types';
import { useForm } from 'react-hook-form';
import { createApiKey } from '../../api/account-actions.ts';
import { nowMs } from '../../lib/clock.ts';
import { ErrorView } from '../../shared/ErrorView.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { CheckInput, Field, SelectInput, TextInput } from '../../ui/Field.tsx';

type Scope = ApiKeyCreate['scopes'][number];

const scopes: readonly { readonly scope: Scope; readonly meaning: string }[] = [
  { scope: 'deployments:read', meaning: 'See deployments, their logs and configuration' },
  { scope: 'deployments:write', meaning: 'Deploy, change, restart and delete' },
  { scope: 'templates:read', meaning: 'See templates' },
  { scope: 'templates:write', meaning: 'Create and delete templates' },
  { scope: 'orgs:read', meaning: 'See organizations, members and the audit log' },
  { scope: 'orgs:write', meaning: 'Create and change organizations' },
  { scope: 'teams:read', meaning: 'See teams' },
  { scope: 'teams:write', meaning: 'Create teams' },
];
const dayMs = 86_400_000;

interface FormValues {
  readonly name: string;
  readonly scopes: Scope[];
  readonly days: string;
}

interface CreateApiKeyDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onCreated: (key: ApiKeyWithSecret) => void;
}

export function CreateApiKeyDialog(props: CreateApiKeyDialogProps) {
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange} title="Create an API key">
      <CreateApiKeyForm {...props} />
    </Dialog>
  );
}

function CreateApiKeyForm({ onOpenChange, onCreated }: CreateApiKeyDialogProps) {
  const queries = useQueryClient();
  const form = useForm<FormValues>({
    defaultValues: { name: '', scopes: ['deployments:read', 'deployments:write', 'templates:read', 'orgs:read'], days: '90' },
  });
  const create = useMutation({
    mutationFn: (values: FormValues) => {
      const days = Number(values.days);
      const expiry = days === 0 ? {} : { expiresAt: new Date(nowMs() + days * dayMs).toISOString() };
      return createApiKey(queries, { name: values.name.trim(), scopes: values.scopes, ...expiry });
    },
    onSuccess: (key) => {
      onCreated(key);
      onOpenChange(false);
    },
  });
  const { errors } = form.formState;
  return (
    <form className="space-y-4" noValidate onSubmit={(event) => void form.handleSubmit((values) => create.mutate(values))(event)}>
      <Field label="Name" required hint="What it is for, so that you know it again." error={errors.name?.message}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={100}
            {...form.register('name', { validate: (value) => value.trim() !== '' || 'is required' })}
          />
        )}
      </Field>
      <fieldset className="space-y-2">
        <legend className="mb-1 font-medium">Scopes</legend>
        {scopes.map(({ scope, meaning }) => (
          <CheckInput
            key={scope}
            value={scope}
            label={<span className="font-mono text-[13px]">{scope}</span>}
            hint={meaning}
            {...form.register('scopes', { validate: (value) => value.length > 0 || 'choose at least one' })}
          />
        ))}
        {errors.scopes === undefined ? null : <p className="text-[13px] text-bad">{errors.scopes.message}</p>}
      </fieldset>
      <Field label="Expires">
        {(control) => (
          <SelectInput {...control} {...form.register('days')}>
            <option value="7">in 7 days</option>
            <option value="30">in 30 days</option>
            <option value="90">in 90 days</option>
            <option value="365">in a year</option>
            <option value="0">never</option>
          </SelectInput>
        )}
      </Field>
      {create.error === null ? null : <ErrorView error={create.error} attempt="The key could not be created" />}
      <DialogActions>
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        <Button type="submit" tone="primary" busy={create.isPending}>
          Create
        </Button>
      </DialogActions>
    </form>
  );
}
