import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AdminJob } from '@moorage/sdk/types';
import { useState } from 'react';
import { toast } from 'sonner';
import { toFailure } from '../../../api/errors.ts';
import { cancelJob, retryJob } from '../../../api/jobs.ts';
import { can } from '../../../lib/can.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';

/** What can be done with a job as it is now, as the server says. */
export function JobButtons({ job }: { readonly job: AdminJob }) {
  const queries = useQueryClient();
  const mayChange = can(useMe(), 'platform:jobs');
  const [isCanceling, setCanceling] = useState(false);
  const retry = useMutation({
    mutationFn: () => retryJob(queries, job.id),
    onError: (error) => toast.error(`${job.kind} was not run again`, { description: toFailure(error).message }),
  });
  if (!mayChange) return null;
  return (
    <span className="flex flex-wrap justify-end gap-2">
      {job.actions.includes('retry') ? (
        <Button size="small" busy={retry.isPending} aria-label={`Retry ${job.kind}`} onClick={() => retry.mutate()}>
          Retry
        </Button>
      ) : null}
      {job.actions.includes('cancel') ? (
        <Button size="small" aria-label={`Cancel ${job.kind}`} onClick={() => setCanceling(true)}>
          Cancel
        </Button>
      ) : null}
      <ConfirmDialog
        open={isCanceling}
        onOpenChange={setCanceling}
        title={`Cancel ${job.kind}`}
        action="Cancel the job"
        danger
        onConfirm={() => cancelJob(queries, job.id)}
      >
        <p>What it was to do stays undone until it is run again. One that runs is told to stop.</p>
      </ConfirmDialog>
    </span>
  );
}
