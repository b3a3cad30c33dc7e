import type { EnvVarDefinition } from '@moorage/sdk/types';
import { Plus } from 'lucide-react';
import { Section } from '../../../ui/Card.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ParameterFieldset } from './ParameterFieldset.tsx';
import type { TemplateEditing } from './use-template-editing.ts';

const fresh: EnvVarDefinition = { name: '', label: '', description: '', type: 'string', required: false, secret: false };

/** What the deploy form will ask for. */
export function ParameterFields({ editing }: { readonly editing: TemplateEditing }) {
  const { form, set, problemAt } = editing;
  const put = (envVars: readonly EnvVarDefinition[]) => set({ envVars });
  const move = (index: number, by: number) => {
    const moved = form.envVars[index];
    if (moved === undefined) return;
    const rest = form.envVars.toSpliced(index, 1);
    put(rest.toSpliced(index + by, 0, moved));
  };
  return (
    <Section
      title="Parameters"
      note="Asked for when somebody deploys; they reach every service as environment variables."
      actions={
        <Button size="small" onClick={() => put([...form.envVars, fresh])}>
          <Plus aria-hidden="true" className="size-4" />
          Add a parameter
        </Button>
      }
    >
      {form.envVars.length === 0 ? <p className="text-muted">None yet: who deploys is asked for nothing but a name.</p> : null}
      {form.envVars.map((definition, index) => (
        <ParameterFieldset
          key={index}
          index={index}
          count={form.envVars.length}
          definition={definition}
          problem={problemAt(`envVars[${index}].name`)}
          onChange={(next) => put(form.envVars.with(index, next))}
          onMove={(by) => move(index, by)}
          onRemove={() => put(form.envVars.toSpliced(index, 1))}
        />
      ))}
    </Section>
  );
}
