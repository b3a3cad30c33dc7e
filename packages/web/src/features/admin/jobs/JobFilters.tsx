import { useQuery } from '@tanstack/react-query';
import { jobKindsQuery } from '../../../api/jobs.ts';
import { jobStates } from '../../../lib/job.ts';
import type { JobsSearch } from '../../../lib/search.ts';
import { SearchInput } from '../../../shared/SearchInput.tsx';
import { Button } from '../../../ui/Button.tsx';
import { SelectInput } from '../../../ui/Field.tsx';

interface JobFiltersProps {
  readonly value: JobsSearch;
  readonly onChange: (value: JobsSearch) => void;
}

export function JobFilters({ value, onChange }: JobFiltersProps) {
  const kinds = useQuery(jobKindsQuery).data ?? [];
  const dead = kinds.reduce((sum, { failed }) => sum + failed, 0);
  return (
    <div role="search" aria-label="Jobs" className="flex flex-wrap gap-2">
      <SearchInput label="Id, payload or error" value={value.q} onChange={(q) => onChange({ q })} />
      <SelectInput
        aria-label="State"
        className="w-auto"
        value={value.state ?? ''}
        onChange={(event) => onChange({ state: jobStates.find(({ state }) => state === event.target.value)?.state })}
      >
        <option value="">Any state</option>
        {jobStates.map(({ state, label }) => (
          <option key={state} value={state}>
            {label}
          </option>
        ))}
      </SelectInput>
      <SelectInput
        aria-label="Kind"
        className="w-auto max-w-full"
        value={value.kind ?? ''}
        onChange={(event) => onChange({ kind: event.target.value === '' ? undefined : event.target.value })}
      >
        <option value="">Any kind</option>
        {kinds.map(({ kind }) => (
          <option key={kind} value={kind}>
            {kind}
          </option>
        ))}
      </SelectInput>
      {dead === 0 ? null : (
        <Button tone="danger" aria-pressed={value.state === 'failed'} onClick={() => onChange({ state: 'failed' })}>
          Dead letters: {dead}
        </Button>
      )}
    </div>
  );
}
