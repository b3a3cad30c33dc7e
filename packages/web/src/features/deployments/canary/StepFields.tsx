import { X } from 'lucide-react';
import { type StepDraft, stepProblem } from '../../../lib/canary-form.ts';
import { Button } from '../../../ui/Button.tsx';
import { TextInput } from '../../../ui/Field.tsx';

interface StepFieldsProps {
  readonly steps: readonly StepDraft[];
  readonly onChange: (steps: readonly StepDraft[]) => void;
}

const fields = [
  { field: 'weight', label: 'Share after step', after: 'of 100 requests after' },
  { field: 'minutes', label: 'Minutes before step', after: 'minutes' },
] as const;

/** Shares that it gets by itself, one after the other, while it does well. */
export function StepFields({ steps, onChange }: StepFieldsProps) {
  const change = (id: number, part: Partial<StepDraft>) =>
    onChange(steps.map((step) => (step.id === id ? { ...step, ...part } : step)));
  const add = () => onChange([...steps, { id: Math.max(0, ...steps.map(({ id }) => id)) + 1, weight: '50', minutes: '10' }]);
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 font-medium">Steps</legend>
      {steps.length === 0 ? <p className="text-[13px] text-muted">None: the share stays until you change it.</p> : null}
      {steps.map((step, index) => (
        <div key={step.id} className="space-y-1">
          <div className="flex flex-wrap items-center gap-2">
            {fields.map(({ field, label, after }) => (
              <span key={field} className="flex items-center gap-2">
                <TextInput
                  aria-label={`${label} ${index + 1}`}
                  inputMode="numeric"
                  className="w-16"
                  value={step[field]}
                  onChange={(event) => change(step.id, { [field]: event.target.value.trim() })}
                />
                <span className="text-muted">{after}</span>
              </span>
            ))}
            <Button
              size="iconSmall"
              tone="quiet"
              aria-label={`Remove step ${index + 1}`}
              onClick={() => onChange(steps.filter(({ id }) => id !== step.id))}
            >
              <X aria-hidden="true" className="size-4" />
            </Button>
          </div>
          {stepProblem(step) === undefined ? null : <p className="text-[13px] text-bad">{stepProblem(step)}</p>}
        </div>
      ))}
      <Button size="small" disabled={steps.length >= 20} onClick={add}>
        Add a step
      </Button>
    </fieldset>
  );
}
