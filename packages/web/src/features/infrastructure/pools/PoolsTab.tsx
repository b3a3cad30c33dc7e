import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { poolsQuery } from '../../../api/node-pools.ts';
import { can } from '../../../lib/can.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { PagedRows } from '../../../shared/PagedRows.tsx';
import { SearchInput } from '../../../shared/SearchInput.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { poolsAction } from './pool-actions.ts';
import { PoolDialogs, type PoolMove } from './PoolDialogs.tsx';
import { PoolForm } from './PoolForm.tsx';
import { PoolTable } from './PoolTable.tsx';

export function PoolsTab(): ReactElement {
  const { orgId = '' } = useCurrentTeam();
  const { search } = useSearch({ from: '/shell/infrastructure/pools' });
  const navigate = useNavigate({ from: '/infrastructure/pools' });
  const query = useInfiniteQuery(poolsQuery(orgId, search));
  const [isCreating, setCreating] = useState(false);
  const [move, setMove] = useState<PoolMove>();
  const mayCreate = can(useMe(), 'node_pool:create');
  const create = (
    <Button tone="primary" onClick={() => setCreating(true)}>
      Add a node pool
    </Button>
  );
  return (
    <div className="space-y-8">
      <Section
        title="Node pools"
        note="Servers of one role, and what all of them are marked with."
        actions={mayCreate ? create : undefined}
      >
        <SearchInput
          label="Name"
          value={search}
          onChange={(text) => void navigate({ search: (old) => ({ ...old, search: text }), replace: true })}
        />
        <PagedRows
          query={query}
          what="The node pools"
          empty={<Nothing isFiltered={search !== undefined} mayCreate={mayCreate} />}
        >
          {(pools) => <PoolTable pools={pools} onMove={setMove} />}
        </PagedRows>
      </Section>
      <ApiPanel title="Read them by API" action={poolsAction(orgId, query.data?.pages.flatMap(({ items }) => items) ?? [])} />
      {isCreating ? <PoolForm orgId={orgId} onClose={() => setCreating(false)} /> : null}
      <PoolDialogs move={move} onClose={() => setMove(undefined)} />
    </div>
  );
}

function Nothing({ isFiltered, mayCreate }: { readonly isFiltered: boolean; readonly mayCreate: boolean }) {
  if (isFiltered) return <EmptyState title="No node pool matches">Change the text above.</EmptyState>;
  return (
    <EmptyState title="No node pools yet">
      {mayCreate
        ? 'Add one, attach servers, labels, annotations and taints to it, and give it to a cluster.'
        : 'An admin of the organization adds them.'}
    </EmptyState>
  );
}
