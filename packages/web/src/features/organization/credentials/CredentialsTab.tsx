import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { credentialsQuery } from '../../../api/credentials.ts';
import { can } from '../../../lib/can.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { createCredentialAction } from '../api-actions.ts';
import { AddCredential } from './AddCredential.tsx';
import { CredentialDialogs } from './CredentialDialogs.tsx';
import { type CredentialMove, CredentialTable } from './CredentialTable.tsx';

export function CredentialsTab(): ReactElement {
  const me = useMe();
  const { orgId = '' } = useCurrentTeam();
  const query = useQuery(credentialsQuery(orgId));
  const [isAdding, setAdding] = useState(false);
  const [move, setMove] = useState<CredentialMove>();
  const mayCreate = can(me, 'credential:create');
  return (
    <div className="space-y-8">
      <Section
        title="Credentials"
        note="What reaches cloud providers: DNS, buckets, servers. Kept encrypted; shown only to who may, and that is recorded."
        actions={
          mayCreate ? (
            <Button tone="primary" onClick={() => setAdding(true)}>
              Add a credential
            </Button>
          ) : undefined
        }
      >
        <Loaded query={query} what="The credentials">
          {(credentials) =>
            credentials.length === 0 ? (
              <EmptyState title="No credentials yet">
                {mayCreate
                  ? 'Add the key of a provider, and test here whether it may do what it is for.'
                  : 'Admins of the organization add them.'}
              </EmptyState>
            ) : (
              <CredentialTable orgId={orgId} credentials={credentials} onMove={setMove} />
            )
          }
        </Loaded>
      </Section>
      <ApiPanel title="Add one by API" action={createCredentialAction()} />
      {isAdding ? <AddCredential orgId={orgId} onClose={() => setAdding(false)} /> : null}
      <CredentialDialogs orgId={orgId} move={move} onClose={() => setMove(undefined)} />
    </div>
  );
}
