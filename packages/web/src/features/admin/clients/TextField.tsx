import type { ComponentProps, ReactNode } from 'react';
import { Field, TextInput } from '../../../ui/Field.tsx';

interface TextFieldProps extends Pick<ComponentProps<'input'>, 'type' | 'maxLength' | 'placeholder' | 'autoFocus'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function TextField({ label, hint, onChange, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(control) => <TextInput {...control} {...rest} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
