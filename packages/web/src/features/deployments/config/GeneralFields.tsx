import type { ConfigDraft } from '../../../lib/config-draft.ts';
import { Card } from '../../../ui/Card.tsx';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';

interface GeneralFieldsProps {
  readonly draft: ConfigDraft;
  readonly onChange: (draft: ConfigDraft) => void;
}

export function GeneralFields({ draft, onChange }: GeneralFieldsProps) {
  return (
    <Card className="grid gap-4 p-5 sm:grid-cols-2">
      <Field label="Display name">
        {(control) => (
          <TextInput
            {...control}
            maxLength={100}
            value={draft.displayName}
            onChange={(event) => onChange({ ...draft, displayName: event.target.value })}
          />
        )}
      </Field>
      <Field label="Visibility" hint="Internal takes its address away.">
        {(control) => (
          <SelectInput
            {...control}
            value={draft.visibility}
            onChange={(event) => onChange({ ...draft, visibility: event.target.value === 'internal' ? 'internal' : 'public' })}
          >
            <option value="public">public</option>
            <option value="internal">internal</option>
          </SelectInput>
        )}
      </Field>
    </Card>
  );
}
