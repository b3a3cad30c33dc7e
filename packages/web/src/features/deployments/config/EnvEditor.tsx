import type { EnvVarDefinition } from '@moorage/sdk/types';
import { type ConfigDraft, envValue, withEnv } from '../../../lib/config-draft.ts';
import { parameterProblem } from '../../../lib/parameters.ts';
import { ParameterInput } from '../../../shared/ParameterInput.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Field, TextInput } from '../../../ui/Field.tsx';

interface EnvEditorProps {
  readonly draft: ConfigDraft;
  readonly definitions: readonly EnvVarDefinition[];
  readonly onChange: (draft: ConfigDraft) => void;
}

/** The template's parameters by their types, then variables that the template no longer knows. */
export function EnvEditor({ draft, definitions, onChange }: EnvEditorProps) {
  const defined = new Set(definitions.map((definition) => definition.name));
  const others = draft.env.filter((row) => !defined.has(row.name));
  if (definitions.length === 0 && others.length === 0) {
    return <p className="text-muted">This app takes no parameters.</p>;
  }
  return (
    <Card className="space-y-5 p-5">
      {definitions.map((definition) => {
        const value = envValue(draft, definition.name) ?? definition.default ?? '';
        return (
          <ParameterInput
            key={definition.name}
            definition={definition}
            value={value}
            error={parameterProblem(definition, value)}
            onChange={(next) => onChange(withEnv(draft, definition.name, next))}
          />
        );
      })}
      {others.map((row) => (
        <Field key={row.name} label={<span className="font-mono text-[13px]">{row.name}</span>}>
          {(control) => (
            <TextInput
              {...control}
              className="font-mono text-[13px]"
              value={row.value}
              onChange={(event) => onChange(withEnv(draft, row.name, event.target.value))}
            />
          )}
        </Field>
      ))}
    </Card>
  );
}
