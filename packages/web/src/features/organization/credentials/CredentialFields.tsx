import {
  type CredentialDraft,
  type CredentialKind,
  fieldsOf,
  providerForm,
  scopeField,
  type ScopeKind,
  withScopeKind,
} from '../../../lib/credential-kinds.ts';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';
import { SecretInput } from '../../../ui/SecretInput.tsx';

interface DraftFieldsProps {
  readonly value: CredentialDraft;
  readonly onChange: (value: CredentialDraft) => void;
}

interface SecretFieldsProps {
  readonly kind: CredentialKind;
  readonly value: CredentialDraft['secret'];
  readonly onChange: (value: CredentialDraft['secret']) => void;
}

/** What is secret of one kind, masked where it must be. */
export function SecretFields({ kind, value, onChange }: SecretFieldsProps) {
  return (
    <>
      {fieldsOf(kind).map(({ name, label, hint, isSecret, isOptional }) => {
        const Input = isSecret ? SecretInput : TextInput;
        return (
          <Field key={`${kind} ${name}`} label={label} required={isOptional !== true} hint={hint}>
            {(control) => (
              <Input
                {...control}
                value={value[name] ?? ''}
                onChange={(event) => onChange({ ...value, [name]: event.target.value.trim() })}
              />
            )}
          </Field>
        );
      })}
    </>
  );
}

/** What it is called and where it belongs. */
export function NameFields({ value, onChange }: DraftFieldsProps) {
  return (
    <>
      <Field label="Name" required hint="What it is for, so that you know it again.">
        {(control) => (
          <TextInput
            {...control}
            maxLength={100}
            value={value.name}
            onChange={(event) => onChange({ ...value, name: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Account" hint="A test compares it with the provider's.">
          {(control) => (
            <TextInput
              {...control}
              maxLength={32}
              value={value.accountId}
              onChange={(event) => onChange({ ...value, accountId: event.target.value })}
            />
          )}
        </Field>
        <Field label="Region">
          {(control) => (
            <TextInput
              {...control}
              maxLength={32}
              value={value.region}
              onChange={(event) => onChange({ ...value, region: event.target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}

const scopeKinds: readonly { readonly value: ScopeKind; readonly text: string }[] = [
  { value: 'credential_provider', text: 'everything' },
  { value: 'service', text: 'one service' },
  { value: 'resource', text: 'one resource' },
];

/** What it is for. */
export function ScopeFields({ value, onChange }: DraftFieldsProps) {
  const field = scopeField(value.provider, value.scopeKind);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="For">
        {(control) => (
          <SelectInput
            {...control}
            value={value.scopeKind}
            onChange={(event) => {
              const chosen = scopeKinds.find((kind) => kind.value === event.target.value);
              if (chosen !== undefined) onChange(withScopeKind(value, chosen.value));
            }}
          >
            {scopeKinds.map((kind) => (
              <option key={kind.value} value={kind.value}>
                {kind.text}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      {field === undefined ? null : (
        <ScopeField key={value.scopeKind} label={field.label} hint={field.hint} value={value} onChange={onChange} />
      )}
    </div>
  );
}

interface ScopeFieldProps extends DraftFieldsProps {
  readonly label: string;
  readonly hint: string | undefined;
}

function ScopeField({ label, hint, value, onChange }: ScopeFieldProps) {
  const services = value.scopeKind === 'service' ? providerForm(value.provider).services : [];
  const set = (scope: string) => onChange({ ...value, scope });
  return (
    <Field label={label} required hint={hint}>
      {(control) =>
        services.length === 0 ? (
          <TextInput {...control} value={value.scope} onChange={(event) => set(event.target.value)} />
        ) : (
          <SelectInput {...control} value={value.scope} onChange={(event) => set(event.target.value)}>
            {services.map((service) => (
              <option key={service}>{service}</option>
            ))}
          </SelectInput>
        )
      }
    </Field>
  );
}
