import { type ReactNode, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogActions } from '../ui/Dialog.tsx';
import { Field, TextInput } from '../ui/Field.tsx';
import { ErrorView } from './ErrorView.tsx';

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What happens, and what else goes. */
  readonly children: ReactNode;
  /** The verb on the button. */
  readonly action: string;
  /** What must be typed first; for what cannot be undone. */
  readonly typed?: string;
  readonly danger?: boolean;
  readonly onConfirm: () => Promise<unknown>;
}

/** Asks before something is done; stays open with the error when it fails. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  children,
  action,
  typed,
  danger = false,
  onConfirm,
}: ConfirmDialogProps) {
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const change = (next: boolean) => {
    setText('');
    setError(undefined);
    onOpenChange(next);
  };
  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      change(false);
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog open={open} onOpenChange={change} title={title}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <div className="space-y-2">{children}</div>
        {typed === undefined ? null : (
          <Field label={`Type ${typed} to confirm`}>
            {(control) => (
              <TextInput
                {...control}
                value={text}
                onChange={(event) => setText(event.target.value)}
                className="font-mono"
                autoFocus
              />
            )}
          </Field>
        )}
        {error === undefined ? null : <ErrorView error={error} attempt={`“${action}” did not work`} />}
        <DialogActions>
          <Button onClick={() => change(false)}>Cancel</Button>
          <Button
            type="submit"
            tone={danger ? 'danger' : 'primary'}
            busy={isBusy}
            disabled={typed !== undefined && text !== typed}
          >
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
