import { type KeyScope, keyScopes } from '../../lib/key-form.ts';
import { CheckInput, Field, SelectInput, TextInput } from '../../ui/Field.tsx';

interface TextFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function KeyNameField({ value, onChange }: TextFieldProps) {
  return (
    <Field label="Name" required hint="What it is for, so that you know it again.">
      {(control) => <TextInput {...control} maxLength={100} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

interface ScopesFieldProps {
  readonly value: readonly KeyScope[];
  readonly onChange: (value: KeyScope[]) => void;
}

export function ScopesField({ value, onChange }: ScopesFieldProps) {
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 font-medium">Scopes</legend>
      {keyScopes.map(({ scope, meaning }) => (
        <CheckInput
          key={scope}
          checked={value.includes(scope)}
          label={<span className="font-mono text-[13px]">{scope}</span>}
          hint={meaning}
          onChange={(event) => onChange(event.target.checked ? [...value, scope] : value.filter((each) => each !== scope))}
        />
      ))}
      {value.length > 0 ? null : <p className="text-[13px] text-bad">Choose at least one.</p>}
    </fieldset>
  );
}

interface ExpiryFieldProps {
  readonly days: number;
  readonly onChange: (days: number) => void;
}

export function ExpiryField({ days, onChange }: ExpiryFieldProps) {
  return (
    <Field label="Expires">
      {(control) => (
        <SelectInput {...control} value={days} onChange={(event) => onChange(Number(event.target.value))}>
          <option value={7}>in 7 days</option>
          <option value={30}>in 30 days</option>
          <option value={90}>in 90 days</option>
          <option value={365}>in a year</option>
          <option value={0}>never</option>
        </SelectInput>
      )}
    </Field>
  );
}
