import { useQueryClient } from '@tanstack/react-query';
import type { EnvVarDefinition } from '@moorage/sdk/types';
import { useState } from 'react';
import { startCanary } from '../../../api/actions.ts';
import { type CanaryDraft, canaryOf, stepProblem } from '../../../lib/canary-form.ts';
import { type ConfigDraft, withService } from '../../../lib/config-draft.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';
import { EnvEditor } from '../config/EnvEditor.tsx';
import { StepFields } from './StepFields.tsx';

interface CanaryFormProps {
  readonly name: string;
  readonly services: readonly string[];
  /** The configuration that runs. */
  readonly before: ConfigDraft;
  readonly definitions: readonly EnvVarDefinition[];
  readonly onClose: () => void;
}

const firstWeight = 10;

export function CanaryForm({ name, services, before, definitions, onClose }: CanaryFormProps) {
  const queries = useQueryClient();
  const first = { service: services[0] ?? '', weight: firstWeight, steps: [], config: before };
  const [draft, setDraft] = useState<CanaryDraft>(first);
  const edit = (change: Partial<CanaryDraft>) => setDraft({ ...draft, ...change });
  const { service, weight, steps, config } = draft;
  const body = canaryOf(name, before, draft);
  const isGood = body !== undefined && weight >= 1 && weight <= 99 && steps.every((step) => stepProblem(step) === undefined);
  return (
    <FormDialog
      title="Start a canary"
      description="Another version of one service, beside it, with a share of its requests. Until it is promoted or aborted nothing else changes."
      action="Start"
      attempt="The canary could not be started"
      canSubmit={isGood}
      onSubmit={async () => (body === undefined ? undefined : await startCanary(queries, body))}
      onClose={onClose}
    >
      {services.length < 2 ? null : (
        <Field label="Service">
          {(control) => (
            <SelectInput {...control} value={service} onChange={(event) => edit({ service: event.target.value, config: before })}>
              {services.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
      )}
      <Field label="Image" hint="Another one, or the same with other parameters below.">
        {(control) => (
          <TextInput
            {...control}
            className="font-mono text-[13px]"
            value={config.services.find((each) => each.name === service)?.image ?? ''}
            onChange={(event) => edit({ config: withService(config, service, { image: event.target.value }) })}
          />
        )}
      </Field>
      <Field label="Share" hint="Of a hundred requests, those that the canary gets once it is ready.">
        {(control) => (
          <TextInput
            {...control}
            type="number"
            min={1}
            max={99}
            className="max-w-24"
            value={weight}
            onChange={(event) => edit({ weight: event.target.valueAsNumber || 0 })}
          />
        )}
      </Field>
      <StepFields steps={steps} onChange={(next) => edit({ steps: next })} />
      <details>
        <summary className="text-muted">Parameters of the canary</summary>
        <div className="pt-3">
          <EnvEditor draft={config} definitions={definitions} onChange={(next) => edit({ config: next })} />
        </div>
      </details>
    </FormDialog>
  );
}
