import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { updateDeployment } from '../../../api/actions.ts';
import { isFailure } from '../../../api/errors.ts';
import { type Change, draftOf, updateOf } from '../../../lib/config-draft.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { Dialog, DialogActions } from '../../../ui/Dialog.tsx';
import { updateAction } from '../api-actions.ts';
import type { ConfigEditing } from './use-config-draft.ts';

interface ReviewDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly editing: ConfigEditing;
}

/** What saving would change, before it does. */
export function ReviewDialog({ open, onOpenChange, editing }: ReviewDialogProps) {
  const queries = useQueryClient();
  const { base, draft, changes } = editing;
  const body = updateOf(base.name, draftOf(base), draft);
  const save = useMutation({
    mutationFn: () => updateDeployment(queries, body, base.generation),
    onSuccess: (config) => {
      editing.saved(config);
      onOpenChange(false);
      toast.success(`${base.name} is saved and rolls out`);
    },
  });
  const change = (next: boolean) => {
    save.reset();
    onOpenChange(next);
  };
  const isOvertaken = isFailure(save.error, 'precondition_failed') || isFailure(save.error, 'conflict');
  const rebase = async () => {
    await editing.rebase();
    save.reset();
  };
  const removesEnv = changes.some((each) => each.to === undefined);
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title="Review the changes"
      description={`Of ${base.displayName}, generation ${base.generation}`}
      size="large"
    >
      <div className="space-y-5">
        <ChangeList changes={changes} />
        {isOvertaken ? (
          <Callout
            tone="warn"
            role="alert"
            title="Somebody saved another configuration since you began."
            actions={<Button onClick={() => void rebase()}>Put my edits over it</Button>}
          >
            <p>Nothing was saved. Your edits stay; what you did not touch is taken from theirs.</p>
          </Callout>
        ) : null}
        {save.error !== null && !isOvertaken ? <ErrorView error={save.error} attempt="The changes could not be saved" /> : null}
        <details>
          <summary className="text-muted">Do it by API</summary>
          <div className="pt-3">
            <ApiPanel action={updateAction(masked(body, changes), { generation: base.generation, removesEnv })} />
          </div>
        </details>
      </div>
      <DialogActions>
        <Button onClick={() => change(false)}>Back</Button>
        <Button tone="primary" busy={save.isPending} disabled={changes.length === 0} onClick={() => save.mutate()}>
          Save
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function masked(body: ReturnType<typeof updateOf>, changes: readonly Change[]): ReturnType<typeof updateOf> {
  if (body.envVars === undefined) return body;
  const secrets = new Set(changes.filter((each) => each.isSecret).map((each) => each.what));
  const envVars = Object.entries(body.envVars).map(([name, value]) => [name, secrets.has(name) ? '…' : value] as const);
  return { ...body, envVars: Object.fromEntries(envVars) };
}

function ChangeList({ changes }: { readonly changes: readonly Change[] }) {
  if (changes.length === 0) return <p className="text-muted">Nothing differs from what is saved.</p>;
  const shown = (value: string | undefined, isSecret: boolean) =>
    value === undefined ? 'not set' : isSecret ? '••••' : value || '(empty)';
  return (
    <ul aria-label="Changes" className="divide-y divide-border rounded-md border border-border">
      {changes.map((change) => (
        <li key={change.what} className="px-3 py-2">
          <p className="font-mono text-[13px] font-medium">{change.what}</p>
          <p className="font-mono text-[13px] break-words whitespace-pre-wrap">
            <del className="rounded bg-bad-tint px-1 text-bad no-underline">− {shown(change.from, change.isSecret)}</del>
          </p>
          <p className="font-mono text-[13px] break-words whitespace-pre-wrap">
            <ins className="rounded bg-ok-tint px-1 text-ok no-underline">+ {shown(change.to, change.isSecret)}</ins>
          </p>
        </li>
      ))}
    </ul>
  );
}
