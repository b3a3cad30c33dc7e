import type { ServersSearch } from '../../../lib/infrastructure-search.ts';
import { serverRoles, serverStatuses } from '../../../lib/server.ts';
import { SearchInput } from '../../../shared/SearchInput.tsx';
import { SelectInput } from '../../../ui/Field.tsx';

interface ServerFiltersProps {
  readonly value: ServersSearch;
  readonly onChange: (next: ServersSearch) => void;
}

export function ServerFilters({ value, onChange }: ServerFiltersProps) {
  return (
    <div role="search" aria-label="Servers" className="flex flex-wrap gap-2">
      <SearchInput label="Host name" value={value.search} onChange={(search) => onChange({ search })} />
      <SelectInput
        aria-label="Role"
        className="w-auto"
        value={value.role ?? ''}
        onChange={(event) => onChange({ role: serverRoles.find((role) => role === event.target.value) })}
      >
        <option value="">Any role</option>
        {serverRoles.map((role) => (
          <option key={role}>{role}</option>
        ))}
      </SelectInput>
      <SelectInput
        aria-label="Status"
        className="w-auto"
        value={value.status ?? ''}
        onChange={(event) => onChange({ status: serverStatuses.find((status) => status === event.target.value) })}
      >
        <option value="">Any status</option>
        {serverStatuses.map((status) => (
          <option key={status}>{status}</option>
        ))}
      </SelectInput>
    </div>
  );
}
