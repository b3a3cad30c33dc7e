import { type ConfigDraft, replicasProblem, type ServiceDraft, withService } from '../../../lib/config-draft.ts';
import { Card } from '../../../ui/Card.tsx';
import { Field, TextInput } from '../../../ui/Field.tsx';
import { AutoUpdateFields } from './AutoUpdateFields.tsx';

const resources = [
  { field: 'cpuRequest', label: 'CPU request', example: '100m' },
  { field: 'cpuLimit', label: 'CPU limit', example: '500m' },
  { field: 'memoryRequest', label: 'Memory request', example: '128Mi' },
  { field: 'memoryLimit', label: 'Memory limit', example: '512Mi' },
] as const;

interface ServiceFieldsProps {
  readonly draft: ConfigDraft;
  readonly onChange: (draft: ConfigDraft) => void;
}

export function ServiceFields({ draft, onChange }: ServiceFieldsProps) {
  return (
    <div className="space-y-4">
      {draft.services.map((service) => (
        <OneService
          key={service.name}
          service={service}
          onChange={(change) => onChange(withService(draft, service.name, change))}
        />
      ))}
    </div>
  );
}

interface OneServiceProps {
  readonly service: ServiceDraft;
  readonly onChange: (change: Partial<ServiceDraft>) => void;
}

function OneService({ service, onChange }: OneServiceProps) {
  return (
    <Card role="group" aria-label={`Service ${service.name}`} className="space-y-4 p-5">
      <h3 className="font-medium">{service.name}</h3>
      <div className="grid gap-4 sm:grid-cols-[120px_1fr]">
        <Field label="Replicas" error={replicasProblem(service.replicas)}>
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              value={service.replicas}
              onChange={(event) => onChange({ replicas: event.target.value })}
            />
          )}
        </Field>
        <Field label="Image" error={service.image.trim() === '' ? 'is required' : undefined}>
          {(control) => (
            <TextInput
              {...control}
              className="font-mono text-[13px]"
              value={service.image}
              onChange={(event) => onChange({ image: event.target.value })}
            />
          )}
        </Field>
      </div>
      <AutoUpdateFields value={service.autoUpdate} onChange={(autoUpdate) => onChange({ autoUpdate })} />
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        {resources.map(({ field, label, example }) => (
          <Field key={field} label={label}>
            {(control) => (
              <TextInput
                {...control}
                placeholder={example}
                value={service[field]}
                onChange={(event) => onChange({ [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </Card>
  );
}
