import { useQuery } from '@tanstack/react-query';
import type { AdminJob } from '@moorage/sdk/types';
import { jobQuery } from '../../../api/jobs.ts';
import { formatDateTime } from '../../../lib/format.ts';
import { jobTone } from '../../../lib/job.ts';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { CodeBlock } from '../../../ui/Code.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { JobButtons } from './JobButtons.tsx';

export function JobDetails({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const query = useQuery(jobQuery(id));
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={query.data?.kind ?? 'Job'}
      description={<code className="font-mono text-[13px] break-all">{id}</code>}
      size="large"
    >
      <Loaded query={query} what="The job">
        {(job) => <Details job={job} />}
      </Loaded>
    </Dialog>
  );
}

function Details({ job }: { readonly job: AdminJob }) {
  const { state, attempts, maxAttempts, orgId, key, createdAt, runAt, startedAt, endedAt, lastError, payload } = job;
  const timeText = (at: string | null) => (at === null ? 'not yet' : formatDateTime(at));
  return (
    <div className="space-y-4">
      <Facts
        facts={[
          { term: 'State', value: <Badge tone={jobTone(state)}>{state}</Badge> },
          { term: 'Attempts', value: `${attempts} of ${maxAttempts}` },
          { term: 'Organization', value: orgId ?? 'none' },
          { term: 'Key', value: key ?? 'none' },
          { term: 'Created', value: timeText(createdAt) },
          { term: 'Not before', value: timeText(runAt) },
          { term: 'Started', value: timeText(startedAt) },
          { term: 'Ended', value: timeText(endedAt) },
        ]}
      />
      {lastError === null ? null : <CodeBlock code={lastError} what="the last error" />}
      {payload === null ? (
        <p className="text-muted">This version of the platform does not know the kind, so its payload is not shown.</p>
      ) : (
        <CodeBlock code={JSON.stringify(payload, null, 2)} what="the payload" />
      )}
      <JobButtons job={job} />
    </div>
  );
}
