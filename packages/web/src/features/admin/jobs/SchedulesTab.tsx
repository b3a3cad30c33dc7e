import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AdminJobKind, AdminSchedule } from '@moorage/sdk/types';
import type { ReactElement } from 'react';
import { jobKindsQuery, schedulesQuery } from '../../../api/jobs.ts';
import { cronInWords } from '../../../lib/cron-words.ts';
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
      <Section title="Schedules" note="What the platform does by the clock, how it went last, and what is configured.">
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
          <Th>Job</Th>
          <Th className="max-md:hidden">When</Th>
          <Th className="max-lg:hidden">Next</Th>
          <Th>Last run</Th>
        </tr>
      </thead>
      <tbody>
        {schedules.map((schedule) => (
          <ScheduleRow key={schedule.kind} schedule={schedule} />
        ))}
      </tbody>
    </Table>
  );
}

function ScheduleRow({ schedule }: { readonly schedule: AdminSchedule }) {
  const { kind, about, cron, settings, nextRunAt, lastRun } = schedule;
  return (
    <Tr>
      <Td className="align-top">
        <Link to="/admin/jobs" search={{ kind }} className={`font-medium break-all ${linkStyle}`}>
          {kind}
        </Link>
        <span className="block max-w-prose text-[13px] text-muted">{about}</span>
        <span className="block text-[13px] md:hidden">{cronInWords(cron)}</span>
        <Settings settings={settings} />
      </Td>
      <Td className="align-top whitespace-nowrap max-md:hidden">
        <span title={cron}>{cronInWords(cron)}</span>
      </Td>
      <Td className="align-top whitespace-nowrap max-lg:hidden">{formatDateTime(nextRunAt)}</Td>
      <Td className="align-top">
        {lastRun === null ? <span className="text-muted">not within a week</span> : <LastRun run={lastRun} />}
      </Td>
    </Tr>
  );
}

/** What is in effect; it is changed where the platform is started. */
function Settings({ settings }: { readonly settings: AdminSchedule['settings'] }) {
  if (settings.length === 0) return null;
  return (
    <ul aria-label="Settings" className="mt-1 space-y-0.5">
      {settings.map(({ name, value, about }) => (
        <li key={name} title={about} className="font-mono text-[13px] break-all">
          <span className="text-muted">{name}</span> {value}
        </li>
      ))}
    </ul>
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
