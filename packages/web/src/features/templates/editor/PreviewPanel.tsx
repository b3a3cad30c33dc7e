import type { TemplateForm } from '../../../lib/template-form.ts';
import { useState } from 'react';
import { initialValues, parameterProblem } from '../../../lib/parameters.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { ParameterInput } from '../../../shared/ParameterInput.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Segmented } from '../../../ui/Segmented.tsx';
import { templateSaveAction } from '../api-actions.ts';
import { ServicePreview } from './ServicePreview.tsx';
import type { TemplateEditing } from './use-template-editing.ts';

type Side = 'services' | 'form' | 'api';
const sides = [
  { value: 'services', label: 'What runs' },
  { value: 'form', label: 'Deploy form' },
  { value: 'api', label: 'By API' },
] as const;

/** What the edits come to, beside them. */
export function PreviewPanel({ editing }: { readonly editing: TemplateEditing }) {
  const [side, setSide] = useState<Side>('services');
  const { preview, issues } = editing.validation;
  return (
    <Card className="min-w-0 p-5 lg:sticky lg:top-16 lg:max-h-[calc(100vh-88px)] lg:overflow-y-auto">
      <section aria-label="Preview" className="space-y-4">
        <Segmented label="Show in the preview" value={side} options={sides} onChange={setSide} />
        {side !== 'services' ? null : preview === null ? (
          <p className="text-muted">
            {issues.length === 0 ? 'Nothing to show yet.' : 'Shown again when the problems in the list are solved.'}
          </p>
        ) : (
          <ServicePreview preview={preview} />
        )}
        {side === 'form' ? <FormPreview form={editing.form} /> : null}
        {side === 'api' ? <ApiPanel title="Save it by API" action={templateSaveAction(editing.body, editing.version)} /> : null}
      </section>
    </Card>
  );
}

function FormPreview({ form }: { readonly form: TemplateForm }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const named = form.envVars.filter(
    (definition, index, all) => definition.name !== '' && all.findIndex((each) => each.name === definition.name) === index,
  );
  const initial = initialValues(named);
  if (named.length === 0) return <p className="text-muted">It asks for nothing but name and visibility.</p>;
  return (
    <div role="group" aria-label="The deploy form, to try" className="space-y-5">
      <p className="text-[13px] text-muted">As whoever deploys will see it; try it, nothing is deployed.</p>
      {named.map((definition) => {
        const value = values[definition.name] ?? initial[definition.name] ?? '';
        return (
          <ParameterInput
            key={definition.name}
            definition={definition}
            value={value}
            error={safeProblem(definition, value)}
            onChange={(next) => setValues({ ...values, [definition.name]: next })}
          />
        );
      })}
    </div>
  );
}

/** A pattern that is still being typed may be no regular expression yet. */
function safeProblem(...args: Parameters<typeof parameterProblem>): string | undefined {
  try {
    return parameterProblem(...args);
  } catch {
    return 'the pattern of this parameter is not a regular expression';
  }
}
