import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { loadBalancersQuery } from '../../../api/load-balancers.ts';
import { can } from '../../../lib/can.ts';
import { balancerKinds } from '../../../lib/load-balancer.ts';
import type { BalancersSearch } from '../../../lib/networking-search.ts';
import { PagedRows } from '../../../shared/PagedRows.tsx';
import { SearchInput } from '../../../shared/SearchInput.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { SelectInput } from '../../../ui/Field.tsx';
import { BalancerDialogs, type BalancerMove, CreateBalancer } from './BalancerDialogs.tsx';
import { BalancerTable } from './BalancerTable.tsx';
import { PasteBalancers } from './PasteBalancers.tsx';

export function LoadBalancersTab(): ReactElement {
  const { orgId = '' } = useCurrentTeam();
  const search = useSearch({ from: '/shell/infrastructure/load-balancers' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(loadBalancersQuery(orgId, search));
  const [opened, setOpened] = useState<'one' | 'many'>();
  const [move, setMove] = useState<BalancerMove>();
  const mayCreate = can(useMe(), 'load_balancer:create');
  const isFiltered = search.kind !== undefined || search.search !== undefined;
  const change = (next: BalancersSearch) => void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true });
  const close = () => setOpened(undefined);
  const buttons = (
    <>
      <Button onClick={() => setOpened('many')}>Add many…</Button>
      <Button tone="primary" onClick={() => setOpened('one')}>
        Add a load balancer
      </Button>
    </>
  );
  return (
    <Section
      title="Load balancers"
      note="What stands in front of clusters: clusters refer to them, and records can point at them."
      actions={mayCreate ? buttons : undefined}
    >
      <BalancerFilters value={search} onChange={change} />
      <PagedRows query={query} what="The load balancers" empty={<Nothing isFiltered={isFiltered} mayCreate={mayCreate} />}>
        {(balancers) => <BalancerTable balancers={balancers} onMove={setMove} />}
      </PagedRows>
      {opened === 'one' ? <CreateBalancer orgId={orgId} onClose={close} /> : null}
      {opened === 'many' ? <PasteBalancers orgId={orgId} onClose={close} /> : null}
      <BalancerDialogs move={move} onClose={() => setMove(undefined)} />
    </Section>
  );
}

interface BalancerFiltersProps {
  readonly value: BalancersSearch;
  readonly onChange: (next: BalancersSearch) => void;
}

function BalancerFilters({ value, onChange }: BalancerFiltersProps) {
  return (
    <div role="search" aria-label="Load balancers" className="flex flex-wrap gap-2">
      <SearchInput label="Name" value={value.search} onChange={(search) => onChange({ search })} />
      <SelectInput
        aria-label="Kind"
        className="w-auto"
        value={value.kind ?? ''}
        onChange={(event) => onChange({ kind: balancerKinds.find((kind) => kind === event.target.value) })}
      >
        <option value="">Any kind</option>
        {balancerKinds.map((kind) => (
          <option key={kind}>{kind}</option>
        ))}
      </SelectInput>
    </div>
  );
}

function Nothing({ isFiltered, mayCreate }: { readonly isFiltered: boolean; readonly mayCreate: boolean }) {
  if (isFiltered) return <EmptyState title="No load balancer matches">Change the filter above.</EmptyState>;
  return (
    <EmptyState title="No load balancers yet">
      {mayCreate
        ? 'Add those that you have: a name, what they are for, and where they are reached.'
        : 'An admin of the organization adds them.'}
    </EmptyState>
  );
}
