import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { metadataQuery } from '../../../api/node-metadata.ts';
import { can } from '../../../lib/can.ts';
import type { MetadataSearch } from '../../../lib/infrastructure-search.ts';
import type { MetadataKind } from '../../../lib/metadata.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { PagedRows } from '../../../shared/PagedRows.tsx';
import { SearchInput } from '../../../shared/SearchInput.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Segmented } from '../../../ui/Segmented.tsx';
import { metadataAction } from './metadata-actions.ts';
import { MetadataDialogs, type MetadataMove } from './MetadataDialogs.tsx';
import { MetadataTable } from './MetadataTable.tsx';

const kinds = [
  { value: 'labels', label: 'Labels' },
  { value: 'annotations', label: 'Annotations' },
  { value: 'taints', label: 'Taints' },
] as const;

const words: Readonly<Record<MetadataKind, { readonly title: string; readonly note: string; readonly one: string }>> = {
  labels: { title: 'Labels', note: 'By which workloads find their nodes.', one: 'Add a label' },
  annotations: { title: 'Annotations', note: 'What programs and people should know of nodes.', one: 'Add an annotation' },
  taints: { title: 'Taints', note: 'They keep workloads off nodes that do not tolerate them.', one: 'Add a taint' },
};

export function MetadataTab(): ReactElement {
  const { orgId = '' } = useCurrentTeam();
  const { kind = 'labels', search } = useSearch({ from: '/shell/infrastructure/labels' });
  const navigate = useNavigate({ from: '/infrastructure/labels' });
  const query = useInfiniteQuery(metadataQuery({ orgId, kind }, search));
  const [move, setMove] = useState<MetadataMove>();
  const mayCreate = can(useMe(), 'node_metadata:create');
  const change = (next: MetadataSearch) => void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const { title, note, one } = words[kind];
  const buttons = (
    <>
      <Button onClick={() => setMove({ kind: 'paste' })}>Add many…</Button>
      <Button tone="primary" onClick={() => setMove({ kind: 'create' })}>
        {one}
      </Button>
    </>
  );
  return (
    <div className="space-y-8">
      <Section title={title} note={note} actions={mayCreate ? buttons : undefined}>
        <div className="flex flex-wrap gap-2">
          <Segmented
            label="What nodes are marked with"
            value={kind}
            options={kinds}
            onChange={(next) => change({ kind: next === 'labels' ? undefined : next, search: undefined })}
          />
          <SearchInput key={kind} label="Key" value={search} onChange={(text) => change({ search: text })} />
        </div>
        <PagedRows query={query} what={`The ${kind}`} empty={<Nothing kind={kind} isFiltered={search !== undefined} />}>
          {(items) => (
            <MetadataTable place={{ orgId, kind }} items={items} onMove={(verb, item) => setMove({ kind: verb, item })} />
          )}
        </PagedRows>
      </Section>
      <ApiPanel
        key={kind}
        title="Show as"
        action={metadataAction(orgId, kind, query.data?.pages.flatMap(({ items }) => items) ?? [])}
      />
      <MetadataDialogs place={{ orgId, kind }} move={move} onClose={() => setMove(undefined)} />
    </div>
  );
}

function Nothing({ kind, isFiltered }: { readonly kind: MetadataKind; readonly isFiltered: boolean }) {
  if (isFiltered) return <EmptyState title="Nothing matches">Change the text above.</EmptyState>;
  return (
    <EmptyState title={`No ${kind} yet`}>
      Kept here once, they are attached to any number of node pools, and a change reaches all of them.
    </EmptyState>
  );
}
