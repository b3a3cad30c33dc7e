import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ClusterEvent } from '@moorage/sdk/types';
import type { ReactElement } from 'react';
import { clusterEventsQuery } from '../../api/queries.ts';
import { reasonInWords } from '../../lib/status.ts';
import { Age } from '../../shared/Age.tsx';
import { Loaded } from '../../shared/Loaded.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';

/** What Kubernetes says happened to the objects of the deployment. */
export function EventsTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  // Events come from the cluster itself and are told by nobody; a page that is looked at keeps them fresh.
  const query = useQuery({ ...clusterEventsQuery(name), refetchInterval: 5000 });
  return (
    <Loaded query={query} what="The events of the cluster">
      {(events) => <EventTable events={events} label={`Cluster events of ${name}`} />}
    </Loaded>
  );
}

function EventTable({ events, label }: { readonly events: readonly ClusterEvent[]; readonly label: string }) {
  if (events.length === 0)
    return <EmptyState title="No events">Kubernetes keeps them for an hour; nothing happened since then.</EmptyState>;
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Type</Th>
          <Th>What</Th>
          <Th className="max-md:hidden">Object</Th>
          <Th className="text-right">Times</Th>
          <Th>Last</Th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <Tr key={event.id}>
            <Td>
              <Badge tone={event.type === 'Warning' ? 'warn' : 'neutral'}>{event.type}</Badge>
            </Td>
            <Td>
              <span className="block font-medium">{reasonInWords(event.reason)}</span>
              <span className="block text-[13px] wrap-anywhere text-muted">{event.message}</span>
            </Td>
            <Td className="font-mono text-[13px] break-all max-md:hidden">
              {event.object.kind}/{event.object.name}
            </Td>
            <Td className="text-right">{event.count}</Td>
            <Td>{event.lastAt === null ? '–' : <Age at={event.lastAt} suffix=" ago" />}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
