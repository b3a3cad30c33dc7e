import { type FormEvent, useState } from 'react';
import type { AuditSearch } from '../../lib/search.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, TextInput } from '../../ui/Field.tsx';

interface AuditFiltersProps {
  readonly value: AuditSearch;
  readonly onChange: (value: AuditSearch) => void;
}

const fields = [
  { name: 'event', label: 'Event', hint: 'deployment.', type: 'text' },
  { name: 'actor', label: 'Who', hint: 'ada@example.com', type: 'text' },
  { name: 'q', label: 'What', hint: 'part of a name', type: 'text' },
  { name: 'request', label: 'Request', hint: 'its id', type: 'text' },
  { name: 'from', label: 'From', hint: '', type: 'date' },
  { name: 'to', label: 'Until', hint: '', type: 'date' },
] as const;

type FieldName = (typeof fields)[number]['name'];

const nothing: AuditSearch = {
  event: undefined,
  actor: undefined,
  q: undefined,
  request: undefined,
  from: undefined,
  to: undefined,
};

/** What is looked for; kept in the address, so that a view can be sent to somebody. */
export function AuditFilters({ value, onChange }: AuditFiltersProps) {
  const [draft, setDraft] = useState<Partial<Record<FieldName, string>>>({});
  const textOf = (name: FieldName) => draft[name] ?? value[name] ?? '';
  const isFiltered = fields.some(({ name }) => value[name] !== undefined);
  const apply = (event: FormEvent) => {
    event.preventDefault();
    const texts = fields.map(({ name }) => [name, textOf(name).trim() === '' ? undefined : textOf(name).trim()]);
    onChange(Object.fromEntries(texts));
    setDraft({});
  };
  const clear = () => {
    setDraft({});
    onChange(nothing);
  };
  return (
    <form role="search" aria-label="Audit log" className="flex flex-wrap items-end gap-3" onSubmit={apply}>
      {fields.map(({ name, label, hint, type }) => (
        <div key={name} className="w-36 max-sm:w-[calc(50%-6px)]">
          <Field label={label}>
            {(control) => (
              <TextInput
                {...control}
                type={type}
                placeholder={hint}
                maxLength={200}
                value={textOf(name)}
                onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
              />
            )}
          </Field>
        </div>
      ))}
      <Button type="submit">Search</Button>
      {isFiltered ? (
        <Button tone="quiet" onClick={clear}>
          Clear
        </Button>
      ) : null}
    </form>
  );
}
