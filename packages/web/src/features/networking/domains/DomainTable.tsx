import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { V1Domain } from '@moorage/sdk/types';
import { credentialsQuery } from '../../../api/credentials.ts';
import { nextStepOfDomain, reasonOfDomain, zoneProviderOf } from '../../../lib/dns-domain.ts';
import { Age } from '../../../shared/Age.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { StatusBadge } from '../../../shared/StatusBadge.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import type { DomainMove } from './DomainDialogs.tsx';
import { DomainMenu } from './DomainMenu.tsx';

interface DomainTableProps {
  readonly orgId: string;
  readonly domains: readonly V1Domain[];
  readonly onMove: (move: DomainMove) => void;
}

export function DomainTable({ orgId, domains, onMove }: DomainTableProps) {
  const credentials = useQuery(credentialsQuery(orgId)).data;
  return (
    <Table label="Domains">
      <thead>
        <tr>
          <Th>Domain</Th>
          <Th>Status</Th>
          <Th className="max-md:hidden">Provider</Th>
          <Th className="max-lg:hidden">Added</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {domains.map((domain) => {
          const credential = credentials?.find(({ id }) => id === domain.credential_id);
          return (
            <Tr key={domain.id}>
              <Td>
                <Link to="/infrastructure/dns/$id" params={{ id: domain.id }} className={`font-medium break-all ${linkStyle}`}>
                  {domain.domain_name}
                </Link>
              </Td>
              <Td>
                <StatusBadge status={domain.status} />
                <DomainReason domain={domain} />
              </Td>
              <Td className="max-md:hidden">
                {credential === undefined ? null : zoneProviderOf(credential)}
                <span className="block text-[13px] text-muted">{credential?.name}</span>
              </Td>
              <Td className="max-lg:hidden">
                <Age at={domain.created_at} suffix=" ago" />
              </Td>
              <Td className="w-0 text-right">
                <DomainMenu domain={domain} onMove={onMove} />
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}

/** Why it is not ready, and what to do about it. */
function DomainReason({ domain }: { readonly domain: V1Domain }) {
  if (domain.status === 'ready') return null;
  const isBad = domain.status === 'failed';
  return (
    <span className="block max-w-prose pt-0.5 text-[13px] break-words">
      <span className={isBad ? 'text-bad' : 'text-muted'}>{reasonOfDomain(domain)}</span>
      {isBad ? <span className="block text-muted max-sm:hidden">Next: {nextStepOfDomain(domain)}</span> : null}
    </span>
  );
}
