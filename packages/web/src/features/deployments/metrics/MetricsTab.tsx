import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactElement, useEffect, useState, useSyncExternalStore } from 'react';
import type { MetricsState } from '../../../api/metrics.ts';
import { deploymentConfigQuery } from '../../../api/queries.ts';
import { type Grouping, servicesIn, withinWindow } from '../../../lib/usage.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { CodeBlock, InlineCode } from '../../../ui/Code.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Segmented } from '../../../ui/Segmented.tsx';
import { SkeletonRows } from '../../../ui/Skeleton.tsx';
import { metricsAction } from '../api-actions.ts';
import { createMetricsFeed, longestWindowMs, type Metrics } from './metrics-feed.ts';
import { ServiceUsage } from './ServiceUsage.tsx';

const windows = [
  { value: '5', label: '5 min', ms: 5 * 60_000 },
  { value: '15', label: '15 min', ms: 15 * 60_000 },
  { value: '60', label: '1 h', ms: longestWindowMs },
] as const;
const groupings = [
  { value: 'pod', label: 'Each pod' },
  { value: 'service', label: 'All pods together' },
] as const;

const install = 'helm upgrade --install metrics-server metrics-server/metrics-server --namespace kube-system';

export function MetricsTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const [feed] = useState(createMetricsFeed);
  const metrics = useSyncExternalStore(feed.subscribe, feed.current);
  useEffect(() => feed.start(name), [feed, name]);
  return (
    <div className="space-y-6">
      <StreamNotice state={metrics.state} />
      {metrics.state.kind === 'refused' ? null : <Graphs name={name} metrics={metrics} />}
      <ApiPanel action={metricsAction(name)} />
    </div>
  );
}

function StreamNotice({ state }: { readonly state: MetricsState }) {
  switch (state.kind) {
    case 'connecting':
    case 'live':
      return null;
    case 'lost':
      return <Callout tone="warn" role="status" title="The connection is lost; it is tried again." />;
    case 'ended':
      return <Callout tone="neutral" role="status" title={`The stream has ended: ${state.message}.`} />;
    case 'refused':
      return state.failure.code === 'unavailable' ? (
        <EmptyState title="This cluster measures nothing">
          <p>{state.failure.message}</p>
          <p className="mt-2 mb-3">
            Graphs need the API <InlineCode>metrics.k8s.io</InlineCode>. Whoever runs the cluster gets it with metrics-server:
          </p>
          <div className="text-left">
            <CodeBlock code={install} what="the command that installs metrics-server" />
          </div>
        </EmptyState>
      ) : (
        <ErrorView error={state.failure} attempt="The measurements could not be followed" />
      );
  }
}

function Graphs({ name, metrics }: { readonly name: string; readonly metrics: Metrics }) {
  const [chosen, setChosen] = useState<(typeof windows)[number]['value']>('15');
  const [grouping, setGrouping] = useState<Grouping>('pod');
  const config = useQuery(deploymentConfigQuery(name)).data;
  const windowMs = windows.find((each) => each.value === chosen)?.ms ?? longestWindowMs;
  const samples = withinWindow(metrics.samples, windowMs);
  const services = servicesIn(samples);
  if (metrics.samples.length === 0) return <SkeletonRows rows={8} what="Waiting for the first measurement" />;
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <Segmented label="Time window" value={chosen} options={windows} onChange={setChosen} />
        <Segmented label="Lines" value={grouping} options={groupings} onChange={setGrouping} />
        <p className="text-[13px] text-muted">Since this page was opened: the cluster keeps no history.</p>
      </div>
      {services.length === 0 ? (
        <EmptyState title="No pod is measured yet">A pod shows up some seconds after its start.</EmptyState>
      ) : null}
      {services.map((service) => (
        <ServiceUsage
          key={service}
          service={service}
          samples={samples}
          grouping={grouping}
          windowMs={windowMs}
          resources={config?.resources[service]}
        />
      ))}
    </>
  );
}
