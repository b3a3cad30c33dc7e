import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactElement, useEffect, useState } from 'react';
import { deploymentQuery } from '../../../api/queries.ts';
import { allows } from '../../../lib/can.ts';
import type { Level } from '../../../lib/log-buffer.ts';
import { plural } from '../../../lib/format.ts';
import type { LogsSearch } from '../../../lib/search.ts';
import { contextStart, parseLineLink } from './line-link.ts';
import { LogList } from './LogList.tsx';
import { LogToolbar } from './LogToolbar.tsx';
import { StreamState } from '../../../shared/StreamState.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useLogs } from './use-logs.ts';

export function LogsTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const deployment = useQuery(deploymentQuery(name)).data;
  if (allows(deployment, 'deployment:logs')) return <Logs />;
  return (
    <EmptyState title="Your role here does not read logs">
      What apps print may hold secrets, so auditors and some roles of an organization see what happened without them.
    </EmptyState>
  );
}

function Logs() {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const search = useSearch({ from: '/shell/deployments/$name/logs' });
  const navigate = useNavigate();
  const services = useQuery(deploymentQuery(name)).data?.services.map((service) => service.name) ?? [];
  const [linked] = useState(() => parseLineLink(search.line));
  const { buffer, view, state, notice } = useLogs({
    name,
    service: search.service,
    previous: search.previous === true,
    since: linked === undefined ? undefined : contextStart(linked),
  });
  const [isFollowing, setFollowing] = useState(linked === undefined);
  const [look, setLook] = useState({ timestamps: true, wrap: false });
  const [levels, setLevels] = useState<ReadonlySet<Level>>(new Set());
  const find = search.find ?? '';
  useEffect(() => buffer.setFilter({ search: find, levels }), [buffer, find, levels]);
  const put = (change: LogsSearch) =>
    void navigate({
      to: '/deployments/$name/logs',
      params: { name },
      search: (previous) => ({ ...previous, ...change }),
      replace: true,
    });
  const drop = (field: keyof LogsSearch) =>
    void navigate({
      to: '/deployments/$name/logs',
      params: { name },
      search: ({ [field]: _dropped, ...rest }) => rest,
      replace: true,
    });
  return (
    <div className="space-y-3">
      <LogToolbar
        name={name}
        services={services}
        service={search.service}
        onService={(service) => (service === undefined ? drop('service') : put({ service }))}
        find={find}
        onFind={(text) => (text === '' ? drop('find') : put({ find: text }))}
        levels={levels}
        onLevels={setLevels}
        look={look}
        onLook={setLook}
        isPrevious={search.previous === true}
        onPrevious={(isOn) => (isOn ? put({ previous: true }) : drop('previous'))}
        isFollowing={isFollowing}
        onFollowing={setFollowing}
        buffer={buffer}
      />
      <LogList
        view={view}
        find={find}
        timestamps={look.timestamps}
        wrap={look.wrap}
        showService={search.service === undefined && services.length > 1}
        isFollowing={isFollowing}
        onFollowing={setFollowing}
        linked={search.line}
        onLink={(line) => put({ line })}
        emptyText={view.total === 0 ? 'No lines yet. They appear here as the app writes them.' : 'No line matches.'}
      />
      <p className="flex flex-wrap gap-x-4 text-[13px] text-muted">
        <StreamState state={state} />
        <span>
          {view.lines.length === view.total
            ? plural(view.total, 'line')
            : `${view.lines.length} of ${plural(view.total, 'line')}`}
          {view.dropped === 0 ? '' : `, ${plural(view.dropped, 'older line')} dropped`}
        </span>
        {notice === undefined ? null : <span>{notice}</span>}
      </p>
    </div>
  );
}
