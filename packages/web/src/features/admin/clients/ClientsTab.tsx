import { useQuery } from '@tanstack/react-query';
import type { Client } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { clientsQuery } from '../../../api/admin.ts';
import { can } from '../../../lib/can.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ClientCard } from './ClientCard.tsx';
import { ClientEditor } from './ClientEditor.tsx';
import { DeleteClient } from './DeleteClient.tsx';

interface Asked {
  readonly kind: 'edit' | 'delete';
  readonly client: Client;
}

export function ClientsTab(): ReactElement {
  const mayWrite = can(useMe(), 'platform:clients');
  const query = useQuery(clientsQuery);
  const [isCreating, setCreating] = useState(false);
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  return (
    <div className="space-y-8">
      <Section
        title="White-label clients"
        note="Hosts under which the platform answers in somebody else's name: with his brand, his plans and organizations of his own."
        actions={
          mayWrite ? (
            <Button tone="primary" onClick={() => setCreating(true)}>
              New client
            </Button>
          ) : undefined
        }
      >
        <Loaded query={query} what="The clients">
          {(clients) =>
            clients.length === 0 ? (
              <EmptyState title="No clients">The platform answers in its own name only.</EmptyState>
            ) : (
              <ul aria-label="Clients" className="space-y-4">
                {clients.map((client) => (
                  <li key={client.id}>
                    <ClientCard client={client} onAsk={mayWrite ? (kind) => setAsked({ kind, client }) : undefined} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
      <ApiPanel
        title="Read them by API"
        action={{ method: 'GET', path: '/api/clients', call: 'clients.list', cli: ['clients', 'list'] }}
      />
      {isCreating ? <ClientEditor onClose={() => setCreating(false)} /> : null}
      {asked?.kind === 'edit' ? <ClientEditor client={asked.client} onClose={close} /> : null}
      {asked?.kind === 'delete' ? <DeleteClient client={asked.client} onClose={close} /> : null}
    </div>
  );
}
