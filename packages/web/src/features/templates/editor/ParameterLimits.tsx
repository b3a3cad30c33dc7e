import type { EnvVarDefinition } from '@moorage/sdk/types';
import type { EditableField } from '../../../lib/parameter-definition.ts';
import { Field, SelectInput, TextArea, TextInput } from '../../../ui/Field.tsx';

interface ParameterLimitsProps {
  readonly definition: EnvVarDefinition;
  readonly put: (field: EditableField, value: string) => void;
}

/** Default and limits, as far as the type has them. */
export function ParameterLimits({ definition, put }: ParameterLimitsProps) {
  const { type } = definition;
  const isNumeric = type === 'integer' || type === 'number';
  const isText = type === 'string' || type === 'text';
  return (
    <div className="grid gap-4 *:min-w-0 sm:grid-cols-3">
      {type !== 'enum' ? null : (
        <Field label="Options" hint="One a line.">
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              value={(definition.options ?? []).join('\n')}
              onChange={(event) => put('options', event.target.value)}
            />
          )}
        </Field>
      )}
      <DefaultField definition={definition} put={put} />
      {isNumeric ? <NumberField label="At least" field="min" definition={definition} put={put} /> : null}
      {isNumeric ? <NumberField label="At most" field="max" definition={definition} put={put} /> : null}
      {isText ? <NumberField label="Longest" field="maxLength" definition={definition} put={put} /> : null}
      {isText ? (
        <Field label="Pattern" hint="A regular expression for the whole.">
          {(control) => (
            <TextInput
              {...control}
              className="font-mono text-[13px]"
              maxLength={200}
              value={definition.pattern ?? ''}
              onChange={(event) => put('pattern', event.target.value)}
            />
          )}
        </Field>
      ) : null}
    </div>
  );
}

function DefaultField({ definition, put }: ParameterLimitsProps) {
  const { type, options = [] } = definition;
  const choices = type === 'boolean' ? ['true', 'false'] : type === 'enum' ? options.filter((each) => each.trim() !== '') : [];
  return (
    <Field label="Default">
      {(control) =>
        choices.length > 0 ? (
          <SelectInput {...control} value={definition.default ?? ''} onChange={(event) => put('default', event.target.value)}>
            <option value="">none</option>
            {choices.map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </SelectInput>
        ) : (
          <TextInput
            {...control}
            className="font-mono text-[13px]"
            value={definition.default ?? ''}
            onChange={(event) => put('default', event.target.value)}
          />
        )
      }
    </Field>
  );
}

interface NumberFieldProps extends ParameterLimitsProps {
  readonly label: string;
  readonly field: 'min' | 'max' | 'maxLength';
}

function NumberField({ label, field, definition, put }: NumberFieldProps) {
  return (
    <Field label={label}>
      {(control) => (
        <TextInput
          {...control}
          type="number"
          step={definition.type === 'number' ? 'any' : 1}
          value={definition[field] ?? ''}
          onChange={(event) => put(field, event.target.value)}
        />
      )}
    </Field>
  );
}
