import { useQuery } from '@tanstack/react-query';
import type { AdminMetrics } from '@moorage/sdk/types';
import type { ReactElement } from 'react';
import { adminMetricsQuery } from '../../api/admin.ts';
import { formatCount } from '../../lib/format.ts';
import { formatBytes } from '../../lib/usage.ts';
import { ApiPanel } from '../../shared/ApiPanel.tsx';
import { Loaded } from '../../shared/Loaded.tsx';
import { Card, Section } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';

export function FiguresTab(): ReactElement {
  const query = useQuery(adminMetricsQuery);
  return (
    <div className="space-y-8">
      <Loaded query={query} what="The figures">
        {(metrics) => <Figures metrics={metrics} />}
      </Loaded>
      <ApiPanel
        title="Read them by API"
        action={{ method: 'GET', path: '/api/admin/metrics', call: 'admin.metrics', cli: ['admin', 'metrics'] }}
      />
    </div>
  );
}

function countsOf(counts: Readonly<Record<string, number>>) {
  return Object.entries(counts).map(([term, count]) => ({ term, value: formatCount(count) }));
}

function uptimeText(seconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor((seconds % 86_400) / 3600),
    Math.floor((seconds % 3600) / 60),
  ];
  if (days > 0) return `${days}d ${hours}h`;
  return hours > 0 ? `${hours}h ${minutes}m` : `${minutes}m`;
}

function Figures({ metrics }: { readonly metrics: AdminMetrics }) {
  const { users, deployments, jobs } = metrics;
  const blocks = [
    {
      title: 'People',
      facts: [
        { term: 'Accounts', value: formatCount(users.total) },
        { term: 'Disabled', value: formatCount(users.disabled) },
        { term: 'Signed in, 24 hours', value: formatCount(users.signedIn.day) },
        { term: 'Signed in, 7 days', value: formatCount(users.signedIn.week) },
        { term: 'Signed in, 30 days', value: formatCount(users.signedIn.month) },
      ],
    },
    {
      title: 'Tenants',
      facts: [
        { term: 'Organizations', value: formatCount(metrics.orgs) },
        { term: 'Clients', value: formatCount(metrics.clients) },
      ],
    },
    { title: 'Deployments', facts: countsOf(deployments) },
    { title: 'Jobs', facts: countsOf(jobs) },
    {
      title: 'This installation',
      facts: [
        { term: 'Version', value: metrics.version },
        { term: 'Up for', value: uptimeText(metrics.uptimeSeconds) },
        { term: 'Database', value: formatBytes(metrics.databaseBytes) },
      ],
    },
  ];
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      {blocks.map(({ title, facts }) => (
        <Section key={title} title={title}>
          <Card className="p-4">{facts.length === 0 ? <p className="text-muted">None.</p> : <Facts facts={facts} />}</Card>
        </Section>
      ))}
    </div>
  );
}
