import type { V1ActionCreate } from '@moorage/sdk/types';
import type { ProblemAt } from '../../../shared/FormDialog.tsx';
import { Field, TextArea, TextInput } from '../../../ui/Field.tsx';

/** Which fields of a request these tell the problems of. */
export const actionPaths = ['label', 'description', 'make_target'] as const;

interface ActionFieldsProps {
  readonly draft: V1ActionCreate;
  readonly onChange: (change: Partial<V1ActionCreate>) => void;
  readonly problemAt: ProblemAt;
}

export function ActionFields({ draft, onChange, problemAt }: ActionFieldsProps) {
  return (
    <>
      <Field label="Label" required error={problemAt('label')} hint="What people choose it by.">
        {(control) => (
          <TextInput
            {...control}
            autoFocus
            maxLength={255}
            value={draft.label}
            onChange={(event) => onChange({ label: event.target.value })}
          />
        )}
      </Field>
      <Field label="Target" required error={problemAt('make_target')} hint="What the tool that acts on clusters is called with.">
        {(control) => (
          <TextInput
            {...control}
            className="font-mono"
            maxLength={64}
            value={draft.make_target}
            onChange={(event) => onChange({ make_target: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Description"
        required
        error={problemAt('description')}
        hint="What it does to a cluster, and how long that takes."
      >
        {(control) => (
          <TextArea
            {...control}
            rows={3}
            maxLength={4_000}
            value={draft.description}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
