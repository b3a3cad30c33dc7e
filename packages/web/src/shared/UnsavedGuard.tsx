import { useBlocker } from '@tanstack/react-router';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogActions } from '../ui/Dialog.tsx';

interface UnsavedGuardProps {
  readonly isDirty: () => boolean;
  /** What would be lost: "this template". */
  readonly what: string;
}

/** Asks before edits are left behind: within the console by a dialog, by the browser itself when the tab closes. */
export function UnsavedGuard({ isDirty, what }: UnsavedGuardProps) {
  const blocker = useBlocker({ shouldBlockFn: isDirty, enableBeforeUnload: isDirty, withResolver: true });
  if (blocker.status !== 'blocked') return null;
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : blocker.reset())} title="Leave without saving?">
      <p>The edits of {what} are not saved anywhere yet.</p>
      <DialogActions>
        <Button onClick={blocker.reset}>Keep editing</Button>
        <Button tone="danger" onClick={blocker.proceed}>
          Leave and lose them
        </Button>
      </DialogActions>
    </Dialog>
  );
}
