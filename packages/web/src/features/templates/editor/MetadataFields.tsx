import type { TemplateVisibility } from '@moorage/sdk/types';
import { ledTeams, visibilityChoices } from '../../../lib/template-access.ts';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { CheckInput, Field, SelectInput, TextArea, TextInput } from '../../../ui/Field.tsx';
import type { TemplateEditing } from './use-template-editing.ts';

/** What people see of it: name, words, and who may use it. */
export function MetadataFields({ editing }: { readonly editing: TemplateEditing }) {
  const { form, set, problemAt, isNew } = editing;
  return (
    <div className="space-y-5">
      <div className="grid gap-5 *:min-w-0 sm:grid-cols-2">
        <Field
          label="Name"
          required
          error={problemAt('name')}
          hint={isNew ? 'For addresses and commands; never changes.' : 'Never changes.'}
        >
          {(control) => (
            <TextInput
              {...control}
              className="font-mono"
              maxLength={63}
              readOnly={!isNew}
              value={form.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Display name" required error={problemAt('displayName')}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={100}
              value={form.displayName}
              onChange={(event) => set({ displayName: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="Description" error={problemAt('description')}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            maxLength={2000}
            className="font-sans text-sm"
            value={form.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-5 *:min-w-0 sm:grid-cols-2">
        <Field label="Category" error={problemAt('category')}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={50}
              value={form.category}
              onChange={(event) => set({ category: event.target.value })}
            />
          )}
        </Field>
        <VisibilityFields editing={editing} />
      </div>
      <CheckInput
        label="Deployable"
        hint="Switched off, it is kept but nobody can deploy from it."
        checked={form.enabled}
        onChange={(event) => set({ enabled: event.target.checked })}
      />
    </div>
  );
}

function VisibilityFields({ editing }: { readonly editing: TemplateEditing }) {
  const { form, set, problemAt } = editing;
  const me = useMe();
  const { orgId, teamId } = useCurrentTeam();
  const teams = ledTeams(me, orgId);
  const choices = visibilityChoices(me, orgId);
  const choose = (value: TemplateVisibility) => {
    const team = teams.find((each) => each.id === teamId) ?? teams[0];
    set({ visibility: value, teamId: value === 'team' ? (form.teamId ?? team?.id ?? null) : null });
  };
  return (
    <>
      <Field label="Visibility" error={problemAt('visibility')}>
        {(control) => (
          <SelectInput
            {...control}
            value={form.visibility}
            onChange={(event) => {
              const chosen = choices.find((choice) => choice.value === event.target.value);
              if (chosen !== undefined) choose(chosen.value);
            }}
          >
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value} disabled={!choice.isAllowed && choice.value !== form.visibility}>
                {choice.text}
                {choice.isAllowed ? '' : ` (needs ${choice.needs})`}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      {form.visibility !== 'team' ? null : (
        <Field label="Team" error={problemAt('teamId')}>
          {(control) => (
            <SelectInput {...control} value={form.teamId ?? ''} onChange={(event) => set({ teamId: event.target.value })}>
              {teams.map((team) => (
                <option key={team.id} value={team.id}>
                  {team.name}
                </option>
              ))}
            </SelectInput>
          )}
        </Field>
      )}
    </>
  );
}
