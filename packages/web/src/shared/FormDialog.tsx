import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogActions } from '../ui/Dialog.tsx';
import { ErrorView } from './ErrorView.tsx';

interface FormDialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  /** The verb on the button. */
  readonly action: string;
  /** For the error: "The team could not be created". */
  readonly attempt: string;
  readonly canSubmit?: boolean;
  readonly onSubmit: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A question with a few fields; closes when it worked and stays open with the error when it did not. */
export function FormDialog({
  title,
  description,
  action,
  attempt,
  canSubmit = true,
  onSubmit,
  onClose,
  children,
}: FormDialogProps) {
  const submit = useMutation({ mutationFn: onSubmit, onSuccess: onClose });
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())} title={title} description={description}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit.mutate();
        }}
      >
        {children}
        {submit.error === null ? null : <ErrorView error={submit.error} attempt={attempt} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={submit.isPending} disabled={!canSubmit}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
