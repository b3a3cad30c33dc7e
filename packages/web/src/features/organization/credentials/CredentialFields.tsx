import {
  type CredentialDraft,
  type CredentialKind,
  fieldsOf,
  providerForm,
  scopeField,
  type ScopeKind,
  withScopeKind,
} from '../../../lib/credential-kinds.ts';
import type { ProblemAt } from '../../../shared/FormDialog.tsx';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';
import { SecretInput } from '../../../ui/SecretInput.tsx';

interface DraftFieldsProps {
  readonly value: CredentialDraft;
  readonly onChange: (value: CredentialDraft) => void;
  readonly problemAt: ProblemAt;
}

interface SecretFieldsProps {
  readonly kind: CredentialKind;
  readonly value: CredentialDraft['secret'];
  readonly onChange: (value: CredentialDraft['secret']) => void;
  readonly problemAt: ProblemAt;
}

/** What is secret of one kind, masked where it must be. */
export function SecretFields({ kind, value, onChange, problemAt }: SecretFieldsProps) {
  return (
    <>
      {fieldsOf(kind).map(({ name, label, hint, isSecret, isOptional }) => {
        const Input = isSecret ? SecretInput : TextInput;
        return (
          <Field
            key={`${kind} ${name}`}
            label={label}
            required={isOptional !== true}
            hint={hint}
            error={problemAt(`secret.${name}`)}
          >
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
export function NameFields({ value, onChange, problemAt }: DraftFieldsProps) {
  return (
    <>
      <Field label="Name" required hint="What it is for, so that you know it again." error={problemAt('name')}>
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
        <Field label="Account" hint="A test compares it with the provider's." error={problemAt('account_id')}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={32}
              value={value.accountId}
              onChange={(event) => onChange({ ...value, accountId: event.target.value })}
            />
          )}
        </Field>
        <Field label="Region" error={problemAt('region')}>
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
export function ScopeFields({ value, onChange, problemAt }: DraftFieldsProps) {
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
        <ScopeField
          key={value.scopeKind}
          label={field.label}
          hint={field.hint}
          error={problemAt(`scope.${field.name}`)}
          value={value}
          onChange={onChange}
        />
      )}
    </div>
  );
}

interface ScopeFieldProps extends Pick<DraftFieldsProps, 'value' | 'onChange'> {
  readonly label: string;
  readonly hint: string | undefined;
  readonly error: string | undefined;
}

function ScopeField({ label, hint, error, value, onChange }: ScopeFieldProps) {
  const services = value.scopeKind === 'service' ? providerForm(value.provider).services : [];
  const set = (scope: string) => onChange({ ...value, scope });
  return (
    <Field label={label} required hint={hint} error={error}>
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
