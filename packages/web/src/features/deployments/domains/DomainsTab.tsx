import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { customDomainsQuery, deploymentQuery } from '../../../api/queries.ts';
import { allows } from '../../../lib/can.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { domainActions } from '../api-actions.ts';
import { AddDomainDialog } from './AddDomainDialog.tsx';
import { DomainCard } from './DomainCard.tsx';

/** While somebody looks, what the platform found out shows by itself. */
const refetchMs = 5000;

export function DomainsTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const query = useQuery({ ...customDomainsQuery(name), refetchInterval: refetchMs });
  const deployment = useQuery(deploymentQuery(name)).data;
  const ingresses = deployment?.ingresses ?? [];
  const mayChange = allows(deployment, 'deployment:update');
  const [isAdding, setAdding] = useState(false);
  const add =
    mayChange && ingresses.length > 0 ? (
      <Button tone="primary" onClick={() => setAdding(true)}>
        Add a domain
      </Button>
    ) : undefined;
  return (
    <div className="space-y-8">
      <Section
        title="Custom domains"
        note="Names of your own that lead to this app, beside the address that it has."
        actions={add}
      >
        <Loaded query={query} what="The domains">
          {(domains) =>
            domains.length === 0 ? (
              <EmptyState title="No custom domain">
                {ingresses.length === 0
                  ? 'This app has no public address, so no name can lead to it.'
                  : 'Add one, create the DNS records that are shown then, and the rest happens by itself.'}
              </EmptyState>
            ) : (
              <ul aria-label="Custom domains" className="space-y-4">
                {domains.map((domain) => (
                  <li key={domain.id}>
                    <DomainCard name={name} domain={domain} mayChange={mayChange} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
      <ApiPanel title="Read them by API" action={domainActions(name).list} />
      {isAdding ? <AddDomainDialog name={name} ingresses={ingresses} onClose={() => setAdding(false)} /> : null}
    </div>
  );
}
