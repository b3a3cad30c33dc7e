import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { CodeBlock } from '../ui/Code.tsx';
import { Dialog, DialogActions } from '../ui/Dialog.tsx';
import { ErrorView } from './ErrorView.tsx';

export interface RevealedPart {
  readonly label: string;
  readonly text: string;
}

interface RevealDialogProps {
  readonly title: string;
  /** What else one should know before. */
  readonly children: ReactNode;
  /** Asks the server, which records it. */
  readonly reveal: () => Promise<readonly RevealedPart[]>;
  readonly onClose: () => void;
}

/** Shows what is secret after a question, and forgets it with the dialog. */
export function RevealDialog({ title, children, reveal, onClose }: RevealDialogProps) {
  // Without a place in the cache: what was shown is gone as soon as nobody looks.
  const read = useMutation({ mutationFn: reveal, gcTime: 0 });
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())} title={title} size="large">
      <div className="space-y-4">
        {read.data === undefined ? (
          children
        ) : (
          <dl className="space-y-3">
            {read.data.map(({ label, text }) => (
              <div key={label}>
                <dt className="mb-1 font-medium">{label}</dt>
                <dd>
                  <CodeBlock code={text} what={label} />
                </dd>
              </div>
            ))}
          </dl>
        )}
        {read.error === null ? null : <ErrorView error={read.error} attempt="It could not be shown" />}
        <DialogActions>
          <Button onClick={onClose}>{read.data === undefined ? 'Cancel' : 'Done'}</Button>
          {read.data === undefined ? (
            <Button tone="primary" busy={read.isPending} onClick={() => read.mutate()}>
              Show it
            </Button>
          ) : null}
        </DialogActions>
      </div>
    </Dialog>
  );
}
