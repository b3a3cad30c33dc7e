import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { auditQuery } from '../../api/queries.ts';
import { ActivityList } from '../../shared/ActivityList.tsx';
import { ErrorView } from '../../shared/ErrorView.tsx';
import { useCurrentTeam } from '../../shared/use-session.ts';
import { Button } from '../../ui/Button.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';

export function AuditTab(): ReactElement {
  const { orgId } = useCurrentTeam();
  const query = useInfiniteQuery(auditQuery(orgId ?? ''));
  const events = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="space-y-4">
      {query.error === null ? null : (
        <ErrorView error={query.error} attempt="The audit log could not be loaded" onRetry={() => void query.refetch()} />
      )}
      {query.isPending ? <SkeletonRows rows={6} what="Loading the audit log" /> : null}
      {query.data === undefined ? null : <ActivityList events={events} label="Audit log" showTarget />}
      {query.hasNextPage ? (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Older entries
        </Button>
      ) : null}
    </div>
  );
}
