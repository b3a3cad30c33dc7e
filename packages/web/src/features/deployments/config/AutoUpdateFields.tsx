import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';

interface AutoUpdateFieldsProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** What a range begins with when versions are chosen. */
const firstRange = '*';

/** Whether the service takes new images by itself. */
export function AutoUpdateFields({ value, onChange }: AutoUpdateFieldsProps) {
  const policy = value === '' || value === 'digest' ? value : 'semver';
  return (
    <div className="grid gap-4 *:min-w-0 sm:grid-cols-2">
      <Field label="Image updates" hint="Each one is a release of its own, rolled back when it does not become ready.">
        {(control) => (
          <SelectInput
            {...control}
            value={policy}
            onChange={(event) => onChange(event.target.value === 'semver' ? firstRange : event.target.value)}
          >
            <option value="">None: the image stays</option>
            <option value="digest">Same tag, whenever it points at another image</option>
            <option value="semver">Newest version in a range</option>
          </SelectInput>
        )}
      </Field>
      {policy !== 'semver' ? null : (
        <Field label="Versions" hint="Such as ^1.2 or >=1 <3.">
          {(control) => (
            <TextInput
              {...control}
              className="font-mono text-[13px]"
              value={value}
              onChange={(event) => onChange(event.target.value === '' ? firstRange : event.target.value)}
            />
          )}
        </Field>
      )}
    </div>
  );
}
