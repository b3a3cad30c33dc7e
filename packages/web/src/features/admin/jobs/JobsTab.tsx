import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { jobsQuery } from '../../../api/jobs.ts';
import type { JobsSearch } from '../../../lib/search.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { PagedRows } from '../../../shared/PagedRows.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { JobDetails } from './JobDetails.tsx';
import { JobFilters } from './JobFilters.tsx';
import { JobTable } from './JobTable.tsx';

export function JobsTab(): ReactElement {
  const search = useSearch({ from: '/shell/admin/jobs' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(jobsQuery(search));
  const change = (next: JobsSearch) => void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true });
  return (
    <div className="space-y-8">
      <Section
        title="Jobs"
        note="What the platform does by itself, newest first. What failed for good is kept for 90 days, the rest for a week."
      >
        <JobFilters value={search} onChange={change} />
        <PagedRows query={query} what="The jobs" empty={<EmptyState title="No job matches" />}>
          {(jobs) => <JobTable jobs={jobs} onOpen={(job) => change({ job })} />}
        </PagedRows>
      </Section>
      <ApiPanel
        title="Read them by API"
        action={{ method: 'GET', path: '/api/admin/jobs', call: 'adminJobs.list', cli: ['admin', 'jobs', 'list'] }}
      />
      {search.job === undefined ? null : <JobDetails id={search.job} onClose={() => change({ job: undefined })} />}
    </div>
  );
}
