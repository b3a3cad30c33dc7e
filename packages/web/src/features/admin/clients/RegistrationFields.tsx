import { type ClientDraft, registrationPolicies } from '../../../lib/client-form.ts';
import { Field, SelectInput } from '../../../ui/Field.tsx';
import { TextField } from './TextField.tsx';

interface DraftFieldsProps {
  readonly draft: ClientDraft;
  readonly onChange: (change: Partial<ClientDraft>) => void;
}

/** Who may register, and what a new organization gets. */
export function RegistrationFields({ draft, onChange }: DraftFieldsProps) {
  const choose = (text: string) => {
    const registrationPolicy = registrationPolicies.find(({ value }) => value === text)?.value;
    if (registrationPolicy !== undefined) onChange({ registrationPolicy });
  };
  return (
    <fieldset className="space-y-4">
      <legend className="mb-2 font-semibold">Registration</legend>
      <TextField
        label="Plans"
        hint="With commas between; a new organization begins with the first."
        value={draft.plans}
        onChange={(plans) => onChange({ plans })}
      />
      <Field label="Who may register">
        {(control) => (
          <SelectInput {...control} value={draft.registrationPolicy} onChange={(event) => choose(event.target.value)}>
            {registrationPolicies.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      {draft.registrationPolicy === 'domains' ? (
        <TextField
          label="Domains"
          hint="Of e-mail addresses, with commas between, such as example.com."
          value={draft.allowedDomains}
          onChange={(allowedDomains) => onChange({ allowedDomains })}
        />
      ) : null}
    </fieldset>
  );
}
