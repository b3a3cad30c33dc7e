import type { KeyLimitsDraft } from '../../lib/key-form.ts';
import { Field, TextArea, TextInput } from '../../ui/Field.tsx';

interface KeyLimitFieldsProps {
  readonly value: KeyLimitsDraft;
  readonly onChange: (value: KeyLimitsDraft) => void;
}

/** Where a key may be used from, and how often. */
export function KeyLimitFields({ value, onChange }: KeyLimitFieldsProps) {
  return (
    <>
      <Field label="Allowed addresses" hint="One address or network a line, such as 192.0.2.0/24. Empty: from everywhere.">
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            value={value.addresses}
            onChange={(event) => onChange({ ...value, addresses: event.target.value })}
          />
        )}
      </Field>
      <Field label="Requests a second" hint="At most this many. Empty: as many as the installation allows.">
        {(control) => (
          <TextInput
            {...control}
            type="number"
            min={1}
            max={1000}
            className="max-w-32"
            value={value.rate}
            onChange={(event) => onChange({ ...value, rate: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
