import { Field, TextInput } from '../../../ui/Field.tsx';

interface TextFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function SshKeyNameField({ value, onChange }: TextFieldProps) {
  return (
    <Field label="Name" required hint="What it opens, so that you know it again.">
      {(control) => (
        <TextInput {...control} maxLength={100} autoFocus value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

export function CommentField({ value, onChange }: TextFieldProps) {
  return (
    <Field label="Comment" hint="At the end of the public line, where administrators of servers see it.">
      {(control) => <TextInput {...control} maxLength={255} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
