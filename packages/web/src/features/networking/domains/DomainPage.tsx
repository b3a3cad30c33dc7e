import type { V1Domain } from '@moorage/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { credentialsQuery } from '../../../api/credentials.ts';
import { domainQuery } from '../../../api/dns.ts';
import { nextStepOfDomain, reasonOfDomain, zoneProviderOf } from '../../../lib/dns-domain.ts';
import { Age } from '../../../shared/Age.tsx';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { ObjectHeading } from '../../../shared/ObjectHeading.tsx';
import { Page } from '../../../shared/Page.tsx';
import { useCurrentTeam } from '../../../shared/use-session.ts';
import { Callout } from '../../../ui/Callout.tsx';
import { Card } from '../../../ui/Card.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { RecordsSection } from '../records/RecordsSection.tsx';
import { domainAction } from './domain-actions.ts';
import { DomainDialogs, type DomainMove } from './DomainDialogs.tsx';
import { DomainMenu } from './DomainMenu.tsx';

export function DomainPage(): ReactElement {
  const { id } = useParams({ from: '/shell/infrastructure/dns/$id' });
  const { orgId = '' } = useCurrentTeam();
  const query = useQuery(domainQuery({ orgId, id }));
  const navigate = useNavigate();
  const [move, setMove] = useState<DomainMove>();
  const domain = query.data;
  return (
    <Page
      wide
      title={domain?.domain_name ?? 'Domain'}
      heading={domain === undefined ? undefined : <DomainHeading domain={domain} />}
      actions={domain === undefined ? undefined : <DomainMenu domain={domain} onMove={setMove} />}
    >
      <Loaded query={query} what="This domain" skeletonRows={8}>
        {(found) => <DomainDetails domain={found} />}
      </Loaded>
      <DomainDialogs
        move={move}
        onClose={() => setMove(undefined)}
        onDeleted={() => void navigate({ to: '/infrastructure/dns', replace: true })}
      />
    </Page>
  );
}

function DomainHeading({ domain }: { readonly domain: V1Domain }) {
  return (
    <ObjectHeading
      name={domain.domain_name}
      back={
        <Link to="/infrastructure/dns" className={linkStyle}>
          Domains
        </Link>
      }
      status={domain.status}
      reason={domain.status === 'failed' ? undefined : reasonOfDomain(domain)}
      id={domain.id}
    />
  );
}

function DomainDetails({ domain }: { readonly domain: V1Domain }) {
  const credentials = useQuery(credentialsQuery(domain.organization_id)).data;
  const credential = credentials?.find(({ id }) => id === domain.credential_id);
  return (
    <>
      {domain.status === 'failed' ? (
        <Callout tone="bad" title={reasonOfDomain(domain)}>
          <p>
            <span className="font-medium">Next: </span>
            {nextStepOfDomain(domain)}
          </p>
        </Callout>
      ) : null}
      <Card className="p-4">
        <Facts
          facts={[
            { term: 'Provider', value: credential === undefined ? 'not known here' : zoneProviderOf(credential) },
            {
              term: 'Credential',
              value: (
                <Link to="/organization/credentials" className={linkStyle}>
                  {credential?.name ?? domain.credential_id}
                </Link>
              ),
            },
            {
              term: 'Zone',
              value: domain.zone_id === '' ? 'not found yet' : <ZoneId id={domain.zone_id} />,
            },
            { term: 'Added', value: <Age at={domain.created_at} suffix=" ago" /> },
            { term: 'Changed', value: <Age at={domain.updated_at} suffix=" ago" /> },
          ]}
        />
      </Card>
      <RecordsSection domain={domain} credential={credential} />
      <ApiPanel title="Show the domain as" action={domainAction(domain)} />
    </>
  );
}

function ZoneId({ id }: { readonly id: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="font-mono text-[13px] break-all">{id}</code>
      <CopyButton text={id} what="the id of the zone" />
    </span>
  );
}
