import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { clustersQuery } from '../../../api/clusters.ts';
import { can } from '../../../lib/can.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { PagedRows } from '../../../shared/PagedRows.tsx';
import { SearchInput } from '../../../shared/SearchInput.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { clustersAction } from './cluster-actions.ts';
import { ClusterForm } from './ClusterForm.tsx';
import { ClusterTable } from './ClusterTable.tsx';

export function ClustersTab(): ReactElement {
  const { orgId = '' } = useCurrentTeam();
  const { search } = useSearch({ from: '/shell/infrastructure/clusters' });
  const navigate = useNavigate({ from: '/infrastructure/clusters' });
  const query = useInfiniteQuery(clustersQuery(orgId, search));
  const [isCreating, setCreating] = useState(false);
  const mayCreate = can(useMe(), 'cluster:create');
  const create = (
    <Button tone="primary" onClick={() => setCreating(true)}>
      Add a cluster
    </Button>
  );
  return (
    <div className="space-y-8">
      <Section title="Clusters" note="What each is called, and what it consists of." actions={mayCreate ? create : undefined}>
        <SearchInput
          label="Name"
          value={search}
          onChange={(text) => void navigate({ search: (old) => ({ ...old, search: text }), replace: true })}
        />
        <PagedRows query={query} what="The clusters" empty={<Nothing isFiltered={search !== undefined} mayCreate={mayCreate} />}>
          {(clusters) => <ClusterTable clusters={clusters} />}
        </PagedRows>
      </Section>
      <ApiPanel title="Read them by API" action={clustersAction(orgId, search)} />
      {isCreating ? <ClusterForm orgId={orgId} onClose={() => setCreating(false)} /> : null}
    </div>
  );
}

function Nothing({ isFiltered, mayCreate }: { readonly isFiltered: boolean; readonly mayCreate: boolean }) {
  if (isFiltered) return <EmptyState title="No cluster matches">Change the text above.</EmptyState>;
  return (
    <EmptyState title="No clusters yet">
      {mayCreate
        ? 'Add one, then attach a domain, a bastion and node pools to it; its page says what is still missing.'
        : 'An admin of the organization adds them.'}
    </EmptyState>
  );
}
