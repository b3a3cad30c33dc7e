import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { adminUsersQuery, type UserFilter } from '../../../api/admin.ts';
import { PagedRows } from '../../../shared/PagedRows.tsx';
import { SearchInput } from '../../../shared/SearchInput.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { SelectInput } from '../../../ui/Field.tsx';
import { UserMoveDialog } from './UserMoveDialog.tsx';
import { type UserMove, UserTable } from './UserTable.tsx';

const states = [
  { value: 'active', label: 'Active' },
  { value: 'disabled', label: 'Disabled' },
] as const;

export function UsersTab(): ReactElement {
  const filter = useSearch({ from: '/shell/admin/users' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(adminUsersQuery(filter));
  const [move, setMove] = useState<UserMove>();
  const change = (next: UserFilter) => void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true });
  return (
    <Section title="Users" note="Everybody who has an account, of all clients.">
      <div role="search" aria-label="Users" className="flex flex-wrap gap-2">
        <SearchInput label="Name or address" value={filter.search} onChange={(search) => change({ search })} />
        <SelectInput
          aria-label="State"
          className="w-auto"
          value={filter.state ?? ''}
          onChange={(event) => change({ state: states.find(({ value }) => value === event.target.value)?.value })}
        >
          <option value="">Any state</option>
          {states.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectInput>
      </div>
      <PagedRows query={query} what="The users" empty={<EmptyState title="Nobody matches" />}>
        {(users) => <UserTable users={users} onMove={setMove} />}
      </PagedRows>
      {move === undefined ? null : <UserMoveDialog move={move} onClose={() => setMove(undefined)} />}
    </Section>
  );
}
