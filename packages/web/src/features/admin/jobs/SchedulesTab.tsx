import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AdminJobKind, AdminSchedule } from '@moorage/sdk/types';
import type { ReactElement } from 'react';
import { jobKindsQuery, schedulesQuery } from '../../../api/jobs.ts';
import { formatCount, formatDateTime } from '../../../lib/format.ts';
import { jobTone } from '../../../lib/job.ts';
import { Age } from '../../../shared/Age.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

export function SchedulesTab(): ReactElement {
  const schedules = useQuery(schedulesQuery);
  const kinds = useQuery(jobKindsQuery);
  return (
    <div className="space-y-8">
      <Section title="Schedules" note="What runs by the clock, and how it went last.">
        <Loaded query={schedules} what="The schedules">
          {(all) => (all.length === 0 ? <EmptyState title="Nothing runs by the clock" /> : <ScheduleTable schedules={all} />)}
        </Loaded>
      </Section>
      <Section title="Kinds of work" note="How much of each there is now.">
        <Loaded query={kinds} what="The kinds of work">
          {(all) => <KindTable kinds={all} />}
        </Loaded>
      </Section>
    </div>
  );
}

function ScheduleTable({ schedules }: { readonly schedules: readonly AdminSchedule[] }) {
  return (
    <Table label="Schedules">
      <thead>
        <tr>
          <Th>Kind</Th>
          <Th>Last result</Th>
          <Th className="max-sm:hidden">Next</Th>
          <Th className="max-md:hidden">When, in UTC</Th>
        </tr>
      </thead>
      <tbody>
        {schedules.map(({ kind, cron, nextRunAt, lastRun }) => (
          <Tr key={kind}>
            <Td className="font-medium break-all">
              <Link to="/admin/jobs" search={{ kind }} className={linkStyle}>
                {kind}
              </Link>
            </Td>
            <Td>{lastRun === null ? <span className="text-muted">not within a week</span> : <LastRun run={lastRun} />}</Td>
            <Td className="whitespace-nowrap max-sm:hidden">{formatDateTime(nextRunAt)}</Td>
            <Td className="font-mono text-[13px] whitespace-nowrap max-md:hidden">{cron}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function LastRun({ run }: { readonly run: NonNullable<AdminSchedule['lastRun']> }) {
  return (
    <>
      <span className="flex flex-wrap items-center gap-2">
        <Badge tone={jobTone(run.state)} moving={run.state === 'running'}>
          {run.state}
        </Badge>
        <Age at={run.startedAt} suffix=" ago" />
      </span>
      {run.error === null ? null : <span className="mt-1 block text-[13px] break-words text-bad">{run.error}</span>}
    </>
  );
}

function KindTable({ kinds }: { readonly kinds: readonly AdminJobKind[] }) {
  const columns = ['queued', 'scheduled', 'running', 'failed'] as const;
  return (
    <Table label="Kinds of work">
      <thead>
        <tr>
          <Th>Kind</Th>
          <Th className="max-md:hidden">Acts for</Th>
          {columns.map((state) => (
            <Th key={state} className="text-right">
              {state}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map((each) => (
          <Tr key={each.kind}>
            <Td className="whitespace-nowrap">
              <Link to="/admin/jobs" search={{ kind: each.kind }} className={linkStyle}>
                {each.kind}
              </Link>
            </Td>
            <Td className="max-md:hidden">{each.actsFor}</Td>
            {columns.map((state) => (
              <Td key={state} className="text-right">
                {formatCount(each[state])}
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
