import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { serversQuery } from '../../../api/servers.ts';
import { can } from '../../../lib/can.ts';
import type { ServersSearch } from '../../../lib/infrastructure-search.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { PagedRows } from '../../../shared/PagedRows.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { PasteServers } from './PasteServers.tsx';
import { serversAction } from './server-actions.ts';
import { CreateServer } from './CreateServer.tsx';
import { ServerDialogs, type ServerMove } from './ServerDialogs.tsx';
import { ServerFilters } from './ServerFilters.tsx';
import { ServerTable } from './ServerTable.tsx';

export function ServersTab(): ReactElement {
  const { orgId = '' } = useCurrentTeam();
  const search = useSearch({ from: '/shell/infrastructure/' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(serversQuery(orgId, search));
  const [opened, setOpened] = useState<'one' | 'many'>();
  const close = () => setOpened(undefined);
  const [move, setMove] = useState<ServerMove>();
  const change = (next: ServersSearch) => void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true });
  const isFiltered = Object.keys(search).some((key) => key !== 'team');
  const mayCreate = can(useMe(), 'server:create');
  const add = (
    <>
      <Button onClick={() => setOpened('many')}>Add many…</Button>
      <Button tone="primary" onClick={() => setOpened('one')}>
        Add a server
      </Button>
    </>
  );
  return (
    <div className="space-y-8">
      <Section
        title="Servers"
        note="The machines of your fleet: nodes of clusters, and bastions by which they are reached."
        actions={mayCreate ? add : undefined}
      >
        <ServerFilters value={search} onChange={change} />
        <PagedRows query={query} what="The servers" empty={isFiltered ? <NothingFound /> : <NoServers mayCreate={mayCreate} />}>
          {(servers) => <ServerTable orgId={orgId} servers={servers} onMove={setMove} />}
        </PagedRows>
      </Section>
      <ApiPanel title="Read them by API" action={serversAction(orgId, search)} />
      {opened === 'one' ? <CreateServer orgId={orgId} onClose={close} /> : null}
      {opened === 'many' ? <PasteServers orgId={orgId} onClose={close} /> : null}
      <ServerDialogs move={move} onClose={() => setMove(undefined)} />
    </div>
  );
}

function NothingFound() {
  return <EmptyState title="No server matches">Change the filter above.</EmptyState>;
}

function NoServers({ mayCreate }: { readonly mayCreate: boolean }) {
  return (
    <EmptyState title="No servers yet">
      {mayCreate
        ? 'Add machines that you have, one by one or a whole list: where they are reached, and by which SSH key.'
        : 'An admin of the organization adds them.'}
    </EmptyState>
  );
}
