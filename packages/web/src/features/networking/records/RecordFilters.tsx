import { dnsStatuses } from '../../../lib/dns-domain.ts';
import { recordTypes } from '../../../lib/dns-value.ts';
import type { RecordsSearch } from '../../../lib/networking-search.ts';
import { SearchInput } from '../../../shared/SearchInput.tsx';
import { SelectInput } from '../../../ui/Field.tsx';

interface RecordFiltersProps {
  readonly value: RecordsSearch;
  readonly onChange: (next: RecordsSearch) => void;
}

export function RecordFilters({ value, onChange }: RecordFiltersProps) {
  return (
    <div role="search" aria-label="Records" className="flex flex-wrap gap-2">
      <SearchInput label="Name" value={value.search} onChange={(search) => onChange({ search })} />
      <SelectInput
        aria-label="Type"
        className="w-auto"
        value={value.type ?? ''}
        onChange={(event) => onChange({ type: recordTypes.find((type) => type === event.target.value) })}
      >
        <option value="">Any type</option>
        {recordTypes.map((type) => (
          <option key={type}>{type}</option>
        ))}
      </SelectInput>
      <SelectInput
        aria-label="Status"
        className="w-auto"
        value={value.status ?? ''}
        onChange={(event) => onChange({ status: dnsStatuses.find((status) => status === event.target.value) })}
      >
        <option value="">Any status</option>
        {dnsStatuses.map((status) => (
          <option key={status}>{status}</option>
        ))}
      </SelectInput>
    </div>
  );
}
