import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Grant } from '@moorage/sdk/types';
import { useState } from 'react';
import { grantsQuery, type SharedThing } from '../../api/grants.ts';
import { guestsAction } from '../../lib/grants.ts';
import { ApiPanel } from '../ApiPanel.tsx';
import { textLinkStyle } from '../LinkButton.tsx';
import { Loaded } from '../Loaded.tsx';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { AddGuest } from './AddGuest.tsx';
import { GuestTable } from './GuestTable.tsx';
import { RemoveGuest } from './RemoveGuest.tsx';

interface GuestSectionProps {
  readonly thing: SharedThing;
  /** Whose roles there are to choose from. */
  readonly orgId: string | undefined;
  /** Who sees it while it has no guests. */
  readonly seenBy: string;
}

/** Who has a role on this thing alone; for whoever may share it. */
export function GuestSection({ thing, orgId, seenBy }: GuestSectionProps) {
  const query = useQuery(grantsQuery(thing));
  const [isAdding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Grant>();
  return (
    <div className="space-y-8">
      <Section
        title="Guests"
        note={
          <>
            They see this {thing.type} and nothing else. Members of the team are here by{' '}
            <Link to="/organization/teams" className={textLinkStyle}>
              their role in it
            </Link>
            .
          </>
        }
        actions={
          orgId === undefined ? undefined : (
            <Button tone="primary" onClick={() => setAdding(true)}>
              Add a guest
            </Button>
          )
        }
      >
        <Loaded query={query} what="The guests">
          {(guests) =>
            guests.length === 0 ? (
              <EmptyState title="No guests">{seenBy}</EmptyState>
            ) : (
              <GuestTable guests={guests} onRemove={setRemoving} />
            )
          }
        </Loaded>
      </Section>
      <ApiPanel title="Read them by API" action={guestsAction(thing.type, thing.name)} />
      {isAdding && orgId !== undefined ? <AddGuest thing={thing} orgId={orgId} onClose={() => setAdding(false)} /> : null}
      {removing === undefined ? null : <RemoveGuest thing={thing} guest={removing} onClose={() => setRemoving(undefined)} />}
    </div>
  );
}
