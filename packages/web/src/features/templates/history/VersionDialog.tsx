import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Template, TemplateVersionSummary } from '@moorage/sdk/types';
import { useState } from 'react';
import { toast } from 'sonner';
import { updateTemplate } from '../../../api/actions.ts';
import { templateVersionQuery } from '../../../api/queries.ts';
import { allows } from '../../../lib/can.ts';
import { bodyOfForm, formOfDocument, formOfTemplate, planFieldChanges, type TemplateForm } from '../../../lib/template-form.ts';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../../ui/Dialog.tsx';
import { Segmented } from '../../../ui/Segmented.tsx';
import { FieldChanges } from '../FieldChanges.tsx';

interface VersionDialogProps {
  readonly summary: TemplateVersionSummary;
  readonly template: Template;
  readonly onClose: () => void;
}

/** One version against the current one or the one before it, and the way back to it. */
export function VersionDialog({ summary, template, onClose }: VersionDialogProps) {
  const { name } = template;
  const { version } = summary;
  const queries = useQueryClient();
  const isCurrent = version === template.version;
  const [against, setAgainst] = useState<'current' | 'before'>(isCurrent ? 'before' : 'current');
  const query = useQuery(templateVersionQuery(name, version));
  const restore = useMutation({
    mutationFn: (form: TemplateForm) => updateTemplate(queries, bodyOfForm(form, null, undefined), template.version),
    onSuccess: (saved) => {
      onClose();
      toast.success(`Version ${saved.version} equals version ${version}`);
    },
  });
  const choices = [
    ...(isCurrent ? [] : [{ value: 'current', label: 'With the current one' } as const]),
    ...(version === 1 ? [] : [{ value: 'before', label: 'With the one before' } as const]),
  ];
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Version ${version}`}
      description={`by ${summary.actor.email ?? 'Moorage'}`}
      size="large"
    >
      <Loaded query={query} what="This version">
        {(data) => {
          const form = formOfDocument(name, data.template);
          return (
            <div className="space-y-4">
              {choices.length < 2 ? null : <Segmented label="Compare" value={against} options={choices} onChange={setAgainst} />}
              {against === 'current' ? (
                <section className="space-y-2">
                  <h3 className="font-semibold">Going back to it would change</h3>
                  <FieldChanges changes={planFieldChanges(formOfTemplate(template), form)} label="Changes" />
                </section>
              ) : (
                <ChangedWithIt name={name} version={version} form={form} />
              )}
              {restore.error === null ? null : <ErrorView error={restore.error} attempt="The version could not be restored" />}
              <DialogActions>
                <Button onClick={onClose}>Close</Button>
                {!isCurrent && allows(template, 'template:update') ? (
                  <Button tone="primary" busy={restore.isPending} onClick={() => restore.mutate(form)}>
                    Restore version {version}
                  </Button>
                ) : null}
              </DialogActions>
            </div>
          );
        }}
      </Loaded>
    </Dialog>
  );
}

interface ChangedWithItProps {
  readonly name: string;
  readonly version: number;
  readonly form: TemplateForm;
}

function ChangedWithIt({ name, version, form }: ChangedWithItProps) {
  const query = useQuery({ ...templateVersionQuery(name, version - 1), enabled: version > 1 });
  if (version <= 1) return <p className="text-muted">It is the first one; there is nothing to compare it with.</p>;
  return (
    <section className="space-y-2">
      <h3 className="font-semibold">What changed with it</h3>
      <Loaded query={query} what="The version before it" skeletonRows={3}>
        {(before) => <FieldChanges changes={planFieldChanges(formOfDocument(name, before.template), form)} label="Changes" />}
      </Loaded>
    </section>
  );
}
