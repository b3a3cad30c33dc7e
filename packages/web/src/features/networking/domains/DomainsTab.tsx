import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { domainsQuery } from '../../../api/dns.ts';
import { can } from '../../../lib/can.ts';
import { dnsStatuses } from '../../../lib/dns-domain.ts';
import type { DomainsSearch } from '../../../lib/networking-search.ts';
import { PagedRows } from '../../../shared/PagedRows.tsx';
import { SearchInput } from '../../../shared/SearchInput.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { SelectInput } from '../../../ui/Field.tsx';
import { CreateDomain, DomainDialogs, type DomainMove } from './DomainDialogs.tsx';
import { DomainTable } from './DomainTable.tsx';

export function DomainsTab(): ReactElement {
  const { orgId = '' } = useCurrentTeam();
  const search = useSearch({ from: '/shell/infrastructure/dns' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(domainsQuery(orgId, search));
  const [isCreating, setCreating] = useState(false);
  const [move, setMove] = useState<DomainMove>();
  const mayCreate = can(useMe(), 'dns_domain:create');
  const isFiltered = search.status !== undefined || search.search !== undefined;
  const change = (next: DomainsSearch) => void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true });
  const add = (
    <Button tone="primary" onClick={() => setCreating(true)}>
      Add a domain
    </Button>
  );
  return (
    <Section
      title="Domains"
      note="Whose records are kept at a DNS provider: what is written here is brought there, and kept right."
      actions={mayCreate ? add : undefined}
    >
      <div role="search" aria-label="Domains" className="flex flex-wrap gap-2">
        <SearchInput label="Domain" value={search.search} onChange={(text) => change({ search: text })} />
        <SelectInput
          aria-label="Status"
          className="w-auto"
          value={search.status ?? ''}
          onChange={(event) => change({ status: dnsStatuses.find((status) => status === event.target.value) })}
        >
          <option value="">Any status</option>
          {dnsStatuses.map((status) => (
            <option key={status}>{status}</option>
          ))}
        </SelectInput>
      </div>
      <PagedRows query={query} what="The domains" empty={<Nothing isFiltered={isFiltered} mayCreate={mayCreate} />}>
        {(domains) => <DomainTable orgId={orgId} domains={domains} onMove={setMove} />}
      </PagedRows>
      {isCreating ? <CreateDomain orgId={orgId} onClose={() => setCreating(false)} /> : null}
      <DomainDialogs move={move} onClose={() => setMove(undefined)} />
    </Section>
  );
}

function Nothing({ isFiltered, mayCreate }: { readonly isFiltered: boolean; readonly mayCreate: boolean }) {
  if (isFiltered) return <EmptyState title="No domain matches">Change the filter above.</EmptyState>;
  return (
    <EmptyState title="No domains yet">
      {mayCreate
        ? 'Add one that you have a zone for at Route 53, at Cloudflare, or on a server of your own. What is in the zone already stays as it is.'
        : 'An admin of the organization adds them.'}
    </EmptyState>
  );
}
