import type { Template, TemplateDraft } from '@moorage/sdk/types';
import { useState } from 'react';
import { plural } from '../../../lib/format.ts';
import { formOfDraft, type TemplateForm } from '../../../lib/template-form.ts';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { UnsavedGuard } from '../../../shared/UnsavedGuard.tsx';
import { useCurrentTeam } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { ConflictNotice } from './ConflictNotice.tsx';
import { DraftSources } from './DraftSources.tsx';
import { DraftWarnings } from './DraftWarnings.tsx';
import { ListedFields } from './ListedFields.tsx';
import { MetadataFields } from './MetadataFields.tsx';
import { ParameterFields } from './ParameterFields.tsx';
import { PreviewPanel } from './PreviewPanel.tsx';
import { SpecField } from './SpecField.tsx';
import { type TemplateEditing, useTemplateEditing } from './use-template-editing.ts';

interface TemplateEditorProps {
  readonly start: TemplateForm;
  readonly version?: number;
  readonly onSaved: (template: Template) => void;
}

/** The form of a template with the specification, and what it comes to beside it. */
export function TemplateEditor({ start, version, onSaved }: TemplateEditorProps) {
  const { orgId } = useCurrentTeam();
  const editing = useTemplateEditing({ form: start, orgId, onSaved, ...(version === undefined ? {} : { version }) });
  const [warnings, setWarnings] = useState<TemplateDraft['warnings']>([]);
  const { form, set } = editing;
  const take = (draft: TemplateDraft) => {
    set(formOfDraft(draft.template, form, editing.isNew));
    setWarnings(draft.warnings);
  };
  return (
    <div className="grid items-start gap-8 *:min-w-0 lg:grid-cols-[minmax(0,1fr)_minmax(0,400px)]">
      <div className="space-y-8">
        {/* Outside the form: what is sent in a dialog would send the form around it as well. */}
        <DraftSources onDraft={take} />
        <DraftWarnings warnings={warnings} onDismiss={() => setWarnings([])} />
        <form
          className="space-y-8"
          noValidate
          aria-label={editing.isNew ? 'New template' : `Edit ${form.name}`}
          onSubmit={(event) => {
            event.preventDefault();
            editing.save();
          }}
        >
          <ConflictNotice editing={editing} />
          <Card className="space-y-5 p-5">
            <MetadataFields editing={editing} />
            <ListedFields editing={editing} />
          </Card>
          <SpecField value={form.spec} onChange={(spec) => set({ spec })} validation={editing.validation} />
          <ParameterFields editing={editing} />
          {editing.error === null ? null : <ErrorView error={editing.error} attempt="The template could not be saved" />}
          <SaveBar editing={editing} />
        </form>
      </div>
      <PreviewPanel editing={editing} />
      <UnsavedGuard isDirty={editing.isDirty} what="this template" />
    </div>
  );
}

function SaveBar({ editing }: { readonly editing: TemplateEditing }) {
  const { isNew, changeCount, hasProblems, theirs } = editing;
  const isUnchanged = !isNew && changeCount === 0;
  return (
    <div className="sticky bottom-0 z-10 -mx-4 flex flex-wrap items-center gap-3 border-t border-border bg-bg px-4 py-3">
      <Button type="submit" tone="primary" busy={editing.isSaving} disabled={isUnchanged || theirs !== undefined}>
        {isNew ? 'Create the template' : 'Save a new version'}
      </Button>
      <span role="status" className="text-muted">
        {isUnchanged
          ? 'No changes'
          : hasProblems
            ? 'Something is missing or wrong'
            : `${plural(changeCount, 'change')} not saved`}
      </span>
    </div>
  );
}
