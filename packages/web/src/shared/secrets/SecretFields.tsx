import { useState } from 'react';
import { CheckInput, Field, SelectInput, TextArea, TextInput } from '../../ui/Field.tsx';
import { SecretInput } from '../../ui/SecretInput.tsx';

interface TextFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One line, masked; or several, which can only be shown. */
export function ValueField({ value, onChange, label = 'Value' }: TextFieldProps & { readonly label?: string }) {
  const [isLong, setLong] = useState(false);
  return (
    <div className="space-y-2">
      <Field label={label} required hint="Kept encrypted. Nobody can read it here again.">
        {(control) =>
          isLong ? (
            <TextArea {...control} rows={6} autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />
          ) : (
            <SecretInput {...control} value={value} onChange={(event) => onChange(event.target.value)} />
          )
        }
      </Field>
      {value.includes('\n') ? null : (
        <CheckInput
          label="Several lines, such as a certificate"
          checked={isLong}
          onChange={(event) => setLong(event.target.checked)}
        />
      )}
    </div>
  );
}

export function DescriptionField({ value, onChange }: TextFieldProps) {
  return (
    <Field label="Description" hint="What it is for. Everybody who sees the key sees it.">
      {(control) => <TextInput {...control} maxLength={500} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

interface ServiceFieldProps extends TextFieldProps {
  readonly services: readonly string[];
}

/** Nothing to choose where there are no services. */
export function ServiceField({ services, value, onChange }: ServiceFieldProps) {
  if (services.length === 0) return null;
  return (
    <Field label="Received by">
      {(control) => (
        <SelectInput {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">all services</option>
          {services.map((service) => (
            <option key={service} value={service}>
              only {service}
            </option>
          ))}
        </SelectInput>
      )}
    </Field>
  );
}
