import type { UseFormReturn } from 'react-hook-form';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';
import type { DeployValues } from './deploy-form.ts';

interface IdentityFieldsProps {
  readonly form: UseFormReturn<DeployValues>;
  readonly domain: string | undefined;
  readonly validateName: (name: string) => string | undefined;
}

/** What every deployment has, whatever its template: name, display name, visibility. */
export function IdentityFields({ form, domain, validateName }: IdentityFieldsProps) {
  const { errors } = form.formState;
  const name = form.watch('name').trim();
  const host = `${name === '' ? '<name>' : name}.${domain ?? '<domain>'}`;
  return (
    <>
      <Field
        label="Name"
        hint={
          <>
            Part of the address: <span className="font-mono break-all">{host}</span>. Left empty, one is made up.
          </>
        }
        error={errors.name?.message}
      >
        {(control) => (
          <TextInput
            {...control}
            className="font-mono"
            maxLength={40}
            {...form.register('name', { validate: (value) => validateName(value) ?? true })}
          />
        )}
      </Field>
      <Field
        label="Display name"
        hint="How people call it; that of the template when left empty."
        error={errors.displayName?.message}
      >
        {(control) => <TextInput {...control} maxLength={100} {...form.register('displayName')} />}
      </Field>
      <Field label="Visibility" error={errors.visibility?.message}>
        {(control) => (
          <SelectInput {...control} {...form.register('visibility')}>
            <option value="public">public: reachable at its address</option>
            <option value="internal">internal: only from within the cluster</option>
          </SelectInput>
        )}
      </Field>
    </>
  );
}
