import { Field, TextInput } from '../../../../ui/Field.tsx';

interface SinkAddressProps {
  readonly value: string;
  readonly onChange: (url: string) => void;
}

/** Where a webhook delivers to. */
export function SinkAddress({ value, onChange }: SinkAddressProps) {
  return (
    <Field label="Address" hint="https, and reachable from the internet.">
      {(control) => (
        <TextInput
          {...control}
          type="url"
          maxLength={2000}
          autoFocus
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
