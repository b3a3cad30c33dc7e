import type { V1Credential, V1Domain } from '@moorage/sdk/types';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { recordsQuery } from '../../../api/dns.ts';
import { can } from '../../../lib/can.ts';
import type { RecordsSearch } from '../../../lib/networking-search.ts';
import { PagedRows } from '../../../shared/PagedRows.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { PasteRecords } from './PasteRecords.tsx';
import { CreateRecord, RecordDialogs, type RecordMove } from './RecordDialogs.tsx';
import { RecordFilters } from './RecordFilters.tsx';
import { RecordTable } from './RecordTable.tsx';

interface RecordsSectionProps {
  readonly domain: V1Domain;
  readonly credential: V1Credential | undefined;
}

export function RecordsSection({ domain, credential }: RecordsSectionProps) {
  const { organization_id: orgId, id } = domain;
  const search = useSearch({ from: '/shell/infrastructure/dns/$id' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(recordsQuery({ orgId, id }, search));
  const [opened, setOpened] = useState<'one' | 'many'>();
  const [move, setMove] = useState<RecordMove>();
  const mayCreate = can(useMe(), 'dns_record:create');
  const isFiltered = search.type !== undefined || search.status !== undefined || search.search !== undefined;
  const change = (next: RecordsSearch) => void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true });
  const close = () => setOpened(undefined);
  const buttons = (
    <>
      <Button onClick={() => setOpened('many')}>Paste a zone…</Button>
      <Button tone="primary" onClick={() => setOpened('one')}>
        Add a record
      </Button>
    </>
  );
  return (
    <Section
      title="Records"
      note="What is kept in the zone. Records that somebody else has put there are not listed and never touched."
      actions={mayCreate ? buttons : undefined}
    >
      <RecordFilters value={search} onChange={change} />
      <PagedRows query={query} what="The records" empty={<Nothing isFiltered={isFiltered} mayCreate={mayCreate} />}>
        {(records) => <RecordTable orgId={orgId} records={records} onMove={setMove} />}
      </PagedRows>
      {opened === 'one' ? <CreateRecord domain={domain} credential={credential} onClose={close} /> : null}
      {opened === 'many' ? <PasteRecords domain={domain} onClose={close} /> : null}
      <RecordDialogs domain={domain} credential={credential} move={move} onClose={() => setMove(undefined)} />
    </Section>
  );
}

function Nothing({ isFiltered, mayCreate }: { readonly isFiltered: boolean; readonly mayCreate: boolean }) {
  if (isFiltered) return <EmptyState title="No record matches">Change the filter above.</EmptyState>;
  return (
    <EmptyState title="No records yet">
      {mayCreate ? 'Add one, or paste a zone file or a table that you have.' : 'An admin of the organization adds them.'}
    </EmptyState>
  );
}
