import { usualTtl, type RecordDraft, withType } from '../../../lib/dns-record.ts';
import { recordTypes } from '../../../lib/dns-value.ts';
import type { ProblemAt } from '../../../shared/FormDialog.tsx';
import { CheckInput, Field, SelectInput, TextInput } from '../../../ui/Field.tsx';
import { ValueFields } from './ValueFields.tsx';

interface RecordFieldsProps {
  readonly domainName: string;
  readonly draft: RecordDraft;
  readonly onChange: (draft: RecordDraft) => void;
  readonly problemAt: ProblemAt;
  /** Whether the provider has aliases. */
  readonly canAlias: boolean;
}

export function RecordFields({ domainName, draft, onChange, problemAt, canAlias }: RecordFieldsProps) {
  const set = (change: Partial<RecordDraft>) => onChange({ ...draft, ...change });
  const isAddress = draft.type === 'A' || draft.type === 'AAAA';
  const name = draft.name.trim();
  const full = name === '@' || name === '' ? domainName : name.endsWith('.') ? name : `${name}.${domainName}`;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[1fr_7rem_7rem]">
        <Field label="Name" required error={problemAt('name')} hint={name === '' ? '@ is the domain itself.' : full}>
          {(control) => (
            <TextInput {...control} autoFocus value={draft.name} onChange={(event) => set({ name: event.target.value })} />
          )}
        </Field>
        <Field label="Type" required error={problemAt('type')}>
          {(control) => (
            <SelectInput
              {...control}
              value={draft.type}
              onChange={(event) =>
                onChange(withType(draft, recordTypes.find((type) => type === event.target.value) ?? draft.type))
              }
            >
              {recordTypes.map((type) => (
                <option key={type}>{type}</option>
              ))}
            </SelectInput>
          )}
        </Field>
        {draft.isAlias ? null : (
          <Field label="TTL" error={problemAt('ttl')} hint="In seconds.">
            {(control) => (
              <TextInput
                {...control}
                inputMode="numeric"
                placeholder={String(usualTtl)}
                value={draft.ttl}
                onChange={(event) => set({ ttl: event.target.value })}
              />
            )}
          </Field>
        )}
      </div>
      {isAddress && canAlias ? (
        <CheckInput
          label="Alias of something at AWS"
          hint="Such as a load balancer; it takes the place of addresses and TTL."
          checked={draft.isAlias}
          onChange={(event) => set({ isAlias: event.target.checked })}
        />
      ) : null}
      {draft.isAlias ? (
        <AliasFields draft={draft} onChange={set} problemAt={problemAt} />
      ) : (
        <ValueFields draft={draft} onChange={(values) => set({ values })} problemAt={problemAt} />
      )}
    </>
  );
}

interface AliasFieldsProps {
  readonly draft: RecordDraft;
  readonly onChange: (change: Partial<RecordDraft>) => void;
  readonly problemAt: ProblemAt;
}

function AliasFields({ draft, onChange, problemAt }: AliasFieldsProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[1fr_12rem]">
        <Field label="Target" required error={problemAt('alias.name') ?? problemAt('alias')} hint="Its DNS name.">
          {(control) => (
            <TextInput {...control} value={draft.aliasName} onChange={(event) => onChange({ aliasName: event.target.value })} />
          )}
        </Field>
        <Field label="Zone of the target" required error={problemAt('alias.zone_id')}>
          {(control) => (
            <TextInput
              {...control}
              className="font-mono"
              value={draft.aliasZone}
              onChange={(event) => onChange({ aliasZone: event.target.value })}
            />
          )}
        </Field>
      </div>
      <CheckInput
        label="Answer only while the target is healthy"
        checked={draft.checksHealth}
        onChange={(event) => onChange({ checksHealth: event.target.checked })}
      />
    </>
  );
}
