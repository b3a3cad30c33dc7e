import type { EnvVarDefinition } from '@moorage/sdk/types';
import { parameterLabel } from '../lib/parameters.ts';
import { CheckInput, type ControlProps, Field, SelectInput, TextArea, TextInput } from '../ui/Field.tsx';
import { SecretInput } from '../ui/SecretInput.tsx';

interface ParameterInputProps {
  readonly definition: EnvVarDefinition;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly disabled?: boolean;
}

/** One parameter of a template as a form field, by its type. */
export function ParameterInput({ definition, value, error, onChange, onBlur, disabled = false }: ParameterInputProps) {
  const label = parameterLabel(definition);
  const hint = definition.description === '' ? undefined : definition.description;
  if (definition.type === 'boolean') {
    return (
      <CheckInput
        label={label}
        hint={hint}
        checked={value === 'true'}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked ? 'true' : 'false')}
        onBlur={onBlur}
      />
    );
  }
  return (
    <Field
      label={<LabelWithName label={label} name={definition.name} />}
      hint={hint}
      error={error}
      required={definition.required}
    >
      {(control) => (
        <TypedInput
          control={control}
          definition={definition}
          value={value}
          onChange={onChange}
          onBlur={onBlur}
          disabled={disabled}
        />
      )}
    </Field>
  );
}

function LabelWithName({ label, name }: { readonly label: string; readonly name: string }) {
  if (label === name) return <span className="font-mono text-[13px]">{name}</span>;
  return (
    <>
      {label} <span className="font-mono text-xs font-normal text-faint">{name}</span>
    </>
  );
}

interface TypedInputProps extends Omit<ParameterInputProps, 'error' | 'onBlur'> {
  readonly control: ControlProps;
  readonly onBlur: (() => void) | undefined;
}

function TypedInput({ control, definition, value, onChange, onBlur, disabled }: TypedInputProps) {
  const shared = { ...control, value, onBlur, disabled, placeholder: definition.default ?? '' };
  const change = (event: { readonly target: { readonly value: string } }) => onChange(event.target.value);
  if (definition.secret) return <SecretInput {...shared} placeholder="" onChange={change} />;
  switch (definition.type) {
    case 'text':
      return <TextArea {...shared} onChange={change} />;
    case 'enum':
      return (
        <SelectInput {...control} value={value} onBlur={onBlur} disabled={disabled} onChange={change}>
          {definition.required ? null : <option value="">not set</option>}
          {(definition.options ?? []).map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </SelectInput>
      );
    case 'integer':
    case 'number':
      return <TextInput {...shared} inputMode={definition.type === 'integer' ? 'numeric' : 'decimal'} onChange={change} />;
    case 'string':
    case 'boolean':
      return <TextInput {...shared} onChange={change} />;
  }
}
