import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { auditQuery } from '../../../api/audit.ts';
import { auditFilterOf } from '../../../lib/audit-filter.ts';
import { can } from '../../../lib/can.ts';
import type { AuditSearch } from '../../../lib/search.ts';
import { ActivityList } from '../../../shared/ActivityList.tsx';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { SkeletonRows } from '../../../ui/Skeleton.tsx';
import { AuditDetails } from './AuditDetails.tsx';
import { AuditFilters } from './AuditFilters.tsx';
import { AuditVerification } from './AuditVerification.tsx';

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
    </div>
  );
}

function AuditLog({ orgId }: { readonly orgId: string }) {
  const search = useSearch({ from: '/shell/organization/audit' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(auditQuery(orgId, auditFilterOf(search)));
  const events = query.data?.pages.flatMap((page) => page.items) ?? [];
  const open = events.find(({ seq }) => seq === search.entry);
  const change = (next: AuditSearch) => void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true });
  return (
    <Section title="Audit log" note="Who did what, by which way and from where.">
      <AuditFilters value={search} onChange={change} />
      {query.error === null ? null : (
        <ErrorView error={query.error} attempt="The audit log could not be loaded" onRetry={() => void query.refetch()} />
      )}
      {query.isPending ? <SkeletonRows rows={6} what="Loading the audit log" /> : null}
      {query.data === undefined ? null : (
        <ActivityList events={events} label="Audit log" showTarget onOpen={({ seq }) => change({ entry: seq })} />
      )}
      {query.hasNextPage ? (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Older entries
        </Button>
      ) : null}
      {open === undefined ? null : <AuditDetails event={open} onClose={() => change({ entry: undefined })} />}
    </Section>
  );
}
