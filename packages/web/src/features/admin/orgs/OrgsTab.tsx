import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { AdminOrg, Client } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { adminOrgsQuery, clientsQuery, type OrgFilter } from '../../../api/admin.ts';
import { can } from '../../../lib/can.ts';
import { PagedRows } from '../../../shared/PagedRows.tsx';
import { SearchInput } from '../../../shared/SearchInput.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { SelectInput } from '../../../ui/Field.tsx';
import { OrgTable } from './OrgTable.tsx';
import { PlaceOrg } from './PlaceOrg.tsx';

const none: readonly Client[] = [];

export function OrgsTab(): ReactElement {
  const me = useMe();
  const filter = useSearch({ from: '/shell/admin/organizations' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(adminOrgsQuery(filter));
  const clients = useQuery(clientsQuery).data ?? none;
  const [placing, setPlacing] = useState<AdminOrg>();
  const change = (next: OrgFilter) => void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true });
  return (
    <Section title="Organizations" note="Of all clients. What is inside them is for their members.">
      <div role="search" aria-label="Organizations" className="flex flex-wrap gap-2">
        <SearchInput label="Name or slug" value={filter.search} onChange={(search) => change({ search })} />
        {clients.length === 0 ? null : (
          <SelectInput
            aria-label="Client"
            className="w-auto"
            value={filter.client ?? ''}
            onChange={(event) => change({ client: event.target.value === '' ? undefined : event.target.value })}
          >
            <option value="">Any client</option>
            {clients.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectInput>
        )}
      </div>
      <PagedRows query={query} what="The organizations" empty={<EmptyState title="No organization matches" />}>
        {(orgs) => <OrgTable orgs={orgs} clients={clients} onPlace={can(me, 'platform:orgs') ? setPlacing : undefined} />}
      </PagedRows>
      {placing === undefined ? null : <PlaceOrg org={placing} clients={clients} onClose={() => setPlacing(undefined)} />}
    </Section>
  );
}
