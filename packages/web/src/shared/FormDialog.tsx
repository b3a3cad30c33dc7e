import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type FieldIssue, toFailure } from '../api/errors.ts';
import { issueField } from '../lib/parameters.ts';
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
  readonly size?: 'small' | 'large';
  readonly onSubmit: () => Promise<unknown>;
  readonly onClose: () => void;
  /** Which paths of a request the fields tell the problems of; what is wrong elsewhere is told below them. */
  readonly paths?: readonly string[];
  /** The fields; a function gets what the server refused, by path. */
  readonly children: ReactNode | ((problemAt: ProblemAt) => ReactNode);
}

/** What the server said of a field when it refused the whole. */
export type ProblemAt = (path: string) => string | undefined;

interface Refusal {
  readonly error: Error;
  readonly atFields: readonly FieldIssue[];
  readonly hasRest: boolean;
}

function refusalOf(error: Error, paths: readonly string[]): Refusal {
  const issues = toFailure(error).issues.map(({ path, message }) => ({ path: issueField(path), message }));
  const atFields = issues.filter(({ path }) => paths.includes(path));
  return { error, atFields, hasRest: atFields.length === 0 || atFields.length < issues.length };
}

const noPaths: readonly string[] = [];

/**
 * A question with a few fields; closes when it worked and stays open with the error when it did not: at the fields that it is about,
 * of which the first gets the focus. What was typed stays.
 */
export function FormDialog({
  title,
  description,
  action,
  attempt,
  canSubmit = true,
  size = 'small',
  onSubmit,
  onClose,
  paths = noPaths,
  children,
}: FormDialogProps) {
  const form = useRef<HTMLFormElement>(null);
  // By the fields of that moment: another choice since then may have brought others.
  const [refusal, setRefusal] = useState<Refusal>();
  const submit = useMutation({
    mutationFn: onSubmit,
    onMutate: () => setRefusal(undefined),
    onSuccess: onClose,
    onError: (error) => setRefusal(refusalOf(error, paths)),
  });
  useEffect(() => {
    if (refusal !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusal]);
  const problemAt: ProblemAt = (path) => refusal?.atFields.find((issue) => issue.path === path)?.message;
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())} title={title} description={description} size={size}>
      <form
        ref={form}
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit.mutate();
        }}
      >
        {typeof children === 'function' ? children(problemAt) : children}
        {refusal?.hasRest === true ? <ErrorView error={refusal.error} attempt={attempt} /> : null}
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
