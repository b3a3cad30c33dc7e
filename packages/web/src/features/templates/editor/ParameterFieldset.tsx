import type { EnvVarDefinition } from '@moorage/sdk/types';
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { type EditableField, parameterTypes, withField } from '../../../lib/parameter-definition.ts';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { CheckInput, Field, SelectInput, TextInput } from '../../../ui/Field.tsx';
import { ParameterLimits } from './ParameterLimits.tsx';

interface ParameterFieldsetProps {
  readonly index: number;
  readonly count: number;
  readonly definition: EnvVarDefinition;
  readonly problem: string | undefined;
  readonly onChange: (definition: EnvVarDefinition) => void;
  readonly onMove: (by: 1 | -1) => void;
  readonly onRemove: () => void;
}

export function ParameterFieldset(props: ParameterFieldsetProps) {
  const { index, definition, problem, onChange } = props;
  const put = (field: EditableField, value: string) => onChange(withField(definition, field, value));
  return (
    <Card className="p-4">
      <fieldset id={`parameter-${index}`} className="min-w-0 space-y-4">
        <div className="flex items-center justify-between gap-2">
          <legend className="float-left font-mono text-[13px] font-medium break-all">
            {definition.name === '' ? `Parameter ${index + 1}` : definition.name}
          </legend>
          <ParameterButtons {...props} />
        </div>
        <div className="grid gap-4 *:min-w-0 sm:grid-cols-3">
          <Field label="Variable" required error={problem}>
            {(control) => (
              <TextInput
                {...control}
                className="font-mono text-[13px]"
                maxLength={100}
                value={definition.name}
                onChange={(event) => put('name', event.target.value)}
              />
            )}
          </Field>
          <Field label="Label">
            {(control) => (
              <TextInput
                {...control}
                maxLength={100}
                value={definition.label}
                onChange={(event) => put('label', event.target.value)}
              />
            )}
          </Field>
          <Field label="Type">
            {(control) => (
              <SelectInput {...control} value={definition.type} onChange={(event) => put('type', event.target.value)}>
                {parameterTypes.map((type) => (
                  <option key={type}>{type}</option>
                ))}
              </SelectInput>
            )}
          </Field>
        </div>
        <Field label="Help text">
          {(control) => (
            <TextInput
              {...control}
              maxLength={500}
              value={definition.description}
              onChange={(event) => put('description', event.target.value)}
            />
          )}
        </Field>
        <ParameterLimits definition={definition} put={put} />
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          <CheckInput
            label="Required"
            checked={definition.required}
            onChange={(event) => onChange({ ...definition, required: event.target.checked })}
          />
          <CheckInput
            label="Secret: masked, never shown again"
            checked={definition.secret}
            onChange={(event) => onChange({ ...definition, secret: event.target.checked })}
          />
        </div>
      </fieldset>
    </Card>
  );
}

function ParameterButtons({ index, count, definition, onMove, onRemove }: ParameterFieldsetProps) {
  const what = definition.name === '' ? `parameter ${index + 1}` : definition.name;
  return (
    <span className="flex">
      <Button size="iconSmall" tone="quiet" aria-label={`Move ${what} up`} disabled={index === 0} onClick={() => onMove(-1)}>
        <ArrowUp aria-hidden="true" className="size-4" />
      </Button>
      <Button
        size="iconSmall"
        tone="quiet"
        aria-label={`Move ${what} down`}
        disabled={index === count - 1}
        onClick={() => onMove(1)}
      >
        <ArrowDown aria-hidden="true" className="size-4" />
      </Button>
      <Button size="iconSmall" tone="quiet" aria-label={`Remove ${what}`} onClick={onRemove}>
        <Trash2 aria-hidden="true" className="size-4" />
      </Button>
    </span>
  );
}
