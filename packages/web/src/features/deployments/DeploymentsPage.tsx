import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useMemo, useState } from 'react';
import type { DeploymentSummary } from '@moorage/sdk/types';
import { deploymentsQuery } from '../../api/queries.ts';
import { can } from '../../lib/can.ts';
import type { DeploymentsSearch } from '../../lib/search.ts';
import { DeleteDeployment } from '../../shared/DeleteDeployment.tsx';
import { ErrorView } from '../../shared/ErrorView.tsx';
import { LinkButton } from '../../shared/LinkButton.tsx';
import { Page } from '../../shared/Page.tsx';
import { useCurrentTeam, useMe } from '../../shared/use-session.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { DeploymentFilters } from './DeploymentFilters.tsx';
import { DeploymentTable } from './DeploymentTable.tsx';
import { SharedDeployments } from './SharedDeployments.tsx';

export function DeploymentsPage(): ReactElement {
  const search = useSearch({ from: '/shell/deployments' });
  const { teamId } = useCurrentTeam();
  const me = useMe();
  const query = useInfiniteQuery(deploymentsQuery({ teamId, status: search.status, search: search.search }));
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const [deleting, setDeleting] = useState<DeploymentSummary>();
  return (
    <Page
      title="Deployments"
      wide
      actions={
        can(me, 'deployment:create') ? (
          <LinkButton tone="primary" to="/deploy">
            Deploy an app
          </LinkButton>
        ) : undefined
      }
    >
      <DeploymentFilters />
      {query.error === null ? null : (
        <ErrorView error={query.error} attempt="The deployments could not be loaded" onRetry={() => void query.refetch()} />
      )}
      {query.isPending ? <SkeletonRows rows={8} what="Loading the deployments" /> : null}
      {query.data !== undefined && items.length === 0 ? <NoDeployments search={search} /> : null}
      {items.length > 0 ? (
        <DeploymentTable
          items={items}
          onDelete={setDeleting}
          hasMore={query.hasNextPage}
          isLoadingMore={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      ) : null}
      <SharedDeployments />
      <DeleteDeployment
        name={deleting?.name ?? ''}
        open={deleting !== undefined}
        onOpenChange={(open) => !open && setDeleting(undefined)}
      />
    </Page>
  );
}

function NoDeployments({ search }: { readonly search: DeploymentsSearch }) {
  const navigate = useNavigate();
  const me = useMe();
  if (search.status !== undefined || search.search !== undefined) {
    return (
      <EmptyState
        title="No deployment matches"
        actions={
          <Button
            onClick={() =>
              void navigate({ to: '/deployments', search: (previous) => ({ ...(previous.team ? { team: previous.team } : {}) }) })
            }
          >
            Show all
          </Button>
        }
      >
        Nothing in this team fits the filter.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nothing runs here yet"
      actions={
        can(me, 'deployment:create') ? (
          <>
            <LinkButton tone="primary" to="/deploy">
              Deploy an app
            </LinkButton>
            <LinkButton to="/templates">Look at the templates</LinkButton>
          </>
        ) : undefined
      }
    >
      A deployment is an app that keeps running: one or more services with an address of their own. Choose a template, fill in
      what it asks for, and watch it become ready.
    </EmptyState>
  );
}
