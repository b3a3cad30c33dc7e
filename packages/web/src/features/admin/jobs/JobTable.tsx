import type { AdminJob } from '@moorage/sdk/types';
import { jobSubject, jobTone } from '../../../lib/job.ts';
import { Age } from '../../../shared/Age.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import { JobButtons } from './JobButtons.tsx';

interface JobTableProps {
  readonly jobs: readonly AdminJob[];
  readonly onOpen: (id: string) => void;
}

export function JobTable({ jobs, onOpen }: JobTableProps) {
  return (
    <Table label="Jobs">
      <thead>
        <tr>
          <Th>Job</Th>
          <Th>State</Th>
          <Th className="text-right max-md:hidden">Attempts</Th>
          <Th className="max-sm:hidden">Created</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <Tr key={job.id}>
            <Td>
              <button
                type="button"
                className={`${linkStyle} block text-left font-medium break-all`}
                onClick={() => onOpen(job.id)}
              >
                {job.kind}
              </button>
              <span className="block text-[13px] break-all text-muted">{jobSubject(job)}</span>
              {job.lastError === null ? null : (
                <span className="line-clamp-2 text-[13px] break-words text-bad">{job.lastError}</span>
              )}
            </Td>
            <Td>
              <Badge tone={jobTone(job.state)} moving={job.state === 'running'}>
                {job.state}
              </Badge>
            </Td>
            <Td className="text-right whitespace-nowrap max-md:hidden">
              {job.attempts} of {job.maxAttempts}
            </Td>
            <Td className="max-sm:hidden">
              <Age at={job.createdAt} suffix=" ago" />
            </Td>
            <Td>
              <JobButtons job={job} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
