import { Field, TextInput } from '../../../ui/Field.tsx';
import type { TemplateEditing } from './use-template-editing.ts';

const texts = [
  { field: 'image', label: 'Image', hint: 'That of the first service when left empty.' },
  { field: 'healthCheckPath', label: 'Health check path', hint: undefined },
  { field: 'cpuRequest', label: 'CPU request', hint: undefined },
  { field: 'cpuLimit', label: 'CPU limit', hint: undefined },
  { field: 'memoryRequest', label: 'Memory request', hint: undefined },
  { field: 'memoryLimit', label: 'Memory limit', hint: undefined },
] as const;

/** Facts that lists show of the template; what runs is decided by the specification alone. */
export function ListedFields({ editing }: { readonly editing: TemplateEditing }) {
  const { form, set, problemAt } = editing;
  return (
    <details>
      <summary className="text-muted">Facts shown in lists; the specification decides what runs</summary>
      <div className="grid gap-5 pt-4 *:min-w-0 sm:grid-cols-2">
        {texts.map(({ field, label, hint }) => (
          <Field key={field} label={label} hint={hint} error={problemAt(field)}>
            {(control) => (
              <TextInput
                {...control}
                className="font-mono text-[13px]"
                maxLength={500}
                value={form[field]}
                onChange={(event) => set({ [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Field label="Port" hint="That of the first service when left empty." error={problemAt('containerPort')}>
          {(control) => (
            <TextInput
              {...control}
              type="number"
              min={1}
              max={65_535}
              value={form.containerPort ?? ''}
              onChange={(event) => set({ containerPort: event.target.value === '' ? null : event.target.valueAsNumber })}
            />
          )}
        </Field>
      </div>
    </details>
  );
}
