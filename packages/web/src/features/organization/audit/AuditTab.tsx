import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useCallback, useMemo } from 'react';
import { auditQuery, followAudit } from '../../../api/audit.ts';
import { auditFilterOf, exportPath } from '../../../lib/audit-filter.ts';
import { can } from '../../../lib/can.ts';
import type { AuditSearch } from '../../../lib/search.ts';
import { ActivityList } from '../../../shared/ActivityList.tsx';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { AuditDetails } from '../../../shared/audit/AuditDetails.tsx';
import { AuditExport } from '../../../shared/audit/AuditExport.tsx';
import { AuditFilters } from '../../../shared/audit/AuditFilters.tsx';
import { type Follow, FollowButton, Following, useFollowing } from '../../../shared/audit/AuditFollow.tsx';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { SkeletonRows } from '../../../ui/Skeleton.tsx';
import { auditAction } from '../api-actions.ts';
import { AuditVerification } from './AuditVerification.tsx';
import { AuditSinks } from './sinks/AuditSinks.tsx';

export function AuditTab(): ReactElement {
  const me = useMe();
  const { orgId = '' } = useCurrentTeam();
  if (!can(me, 'audit:read')) {
    return (
      <EmptyState title="The audit log is read by admins and auditors">
        What was done to a deployment stands on its own page, under Activity.
      </EmptyState>
    );
  }
  return (
    <div className="space-y-8">
      <AuditLog orgId={orgId} />
      <AuditVerification orgId={orgId} />
      {can(me, 'audit:sinks') ? <AuditSinks orgId={orgId} /> : null}
    </div>
  );
}

function AuditLog({ orgId }: { readonly orgId: string }) {
  const search = useSearch({ from: '/shell/organization/audit' });
  const navigate = useNavigate();
  const { event, actor, q, request, from, to, follow = false } = search;
  const filter = useMemo(() => auditFilterOf({ event, actor, q, request, from, to }), [event, actor, q, request, from, to]);
  const query = useInfiniteQuery(auditQuery(orgId, filter));
  const queries = useQueryClient();
  const start = useCallback<Follow>((onState) => followAudit(queries, { orgId, filter }, onState), [queries, orgId, filter]);
  const following = useFollowing(follow && query.isSuccess ? start : undefined);
  const events = query.data?.pages.flatMap((page) => page.items) ?? [];
  const open = events.find(({ seq }) => seq === search.entry);
  const change = (next: AuditSearch) => void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true });
  return (
    <Section
      title="Audit log"
      note="Who did what, by which way and from where."
      actions={
        <>
          <FollowButton isOn={follow} onChange={(isOn) => change({ follow: isOn })} />
          <AuditExport pathOf={(format) => exportPath(orgId, filter, format)} />
        </>
      }
    >
      <AuditFilters value={search} onChange={change} />
      <Following state={following} />
      {query.error === null ? null : (
        <ErrorView error={query.error} attempt="The audit log could not be loaded" onRetry={() => void query.refetch()} />
      )}
      {query.isPending ? <SkeletonRows rows={6} what="Loading the audit log" /> : null}
      {query.data === undefined ? null : events.length === 0 && Object.keys(filter).length > 0 ? (
        <EmptyState title="No entry matches">What is older than the organization keeps its log is gone.</EmptyState>
      ) : (
        <ActivityList events={events} label="Audit log" showTarget onOpen={({ seq }) => change({ entry: seq })} />
      )}
      {query.hasNextPage ? (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Older entries
        </Button>
      ) : null}
      <ApiPanel title="Read it by API" action={auditAction(orgId, filter)} />
      {open === undefined ? null : <AuditDetails event={open} onClose={() => change({ entry: undefined })} />}
    </Section>
  );
}
