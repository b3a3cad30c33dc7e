import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Grant } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { grantsQuery } from '../../../api/grants.ts';
import { deploymentQuery } from '../../../api/queries.ts';
import { can } from '../../../lib/can.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { textLinkStyle } from '../../../shared/LinkButton.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { guestsAction } from '../api-actions.ts';
import { AddGuest } from './AddGuest.tsx';
import { GuestTable } from './GuestTable.tsx';
import { RemoveGuest } from './RemoveGuest.tsx';

export function AccessTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  if (!can(useMe(), 'deployment:share')) {
    return (
      <EmptyState title="Guests are let in by admins">
        Ask an admin of the organization or of your team to share this deployment.
      </EmptyState>
    );
  }
  return <Guests name={name} />;
}

function Guests({ name }: { readonly name: string }) {
  const query = useQuery(grantsQuery(name));
  const orgId = useQuery(deploymentQuery(name)).data?.orgId;
  const [isAdding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Grant>();
  return (
    <div className="space-y-8">
      <Section
        title="Guests"
        note={
          <>
            They see this deployment and nothing else. Members of the team are here by{' '}
            <Link to="/organization/teams" className={textLinkStyle}>
              their role in it
            </Link>
            .
          </>
        }
        actions={
          <Button tone="primary" onClick={() => setAdding(true)}>
            Add a guest
          </Button>
        }
      >
        <Loaded query={query} what="The guests">
          {(guests) =>
            guests.length === 0 ? (
              <EmptyState title="No guests">Only the team and the admins of the organization see this deployment.</EmptyState>
            ) : (
              <GuestTable guests={guests} onRemove={setRemoving} />
            )
          }
        </Loaded>
      </Section>
      <ApiPanel title="Read them by API" action={guestsAction(name)} />
      {isAdding && orgId !== undefined ? <AddGuest name={name} orgId={orgId} onClose={() => setAdding(false)} /> : null}
      {removing === undefined ? null : <RemoveGuest name={name} guest={removing} onClose={() => setRemoving(undefined)} />}
    </div>
  );
}
