import { Link } from '@tanstack/react-router';
import type { AdminOrg, Client } from '@moorage/sdk/types';
import { Age } from '../../../shared/Age.tsx';
import { Tag } from '../../../ui/Badge.tsx';
import { Button, buttonStyle } from '../../../ui/Button.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

interface OrgTableProps {
  readonly orgs: readonly AdminOrg[];
  readonly clients: readonly Client[];
  readonly onPlace: ((org: AdminOrg) => void) | undefined;
}

export function OrgTable({ orgs, clients, onPlace }: OrgTableProps) {
  const clientName = (id: string | null) => (id === null ? 'the platform' : (clients.find((each) => each.id === id)?.name ?? id));
  return (
    <Table label="Organizations">
      <thead>
        <tr>
          <Th>Organization</Th>
          <Th>Plan</Th>
          <Th className="max-sm:hidden">Client</Th>
          <Th className="text-right max-md:hidden">Members</Th>
          <Th className="text-right max-md:hidden">Deployments</Th>
          <Th className="max-md:hidden">Created</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {orgs.map((org) => (
          <Tr key={org.id}>
            <Td>
              <span className="flex flex-wrap items-center gap-2 font-medium">
                <span className="break-words">{org.name}</span>
                {org.deleting ? <Tag>being deleted</Tag> : null}
              </span>
              <span className="block text-[13px] break-all text-muted">{org.slug}</span>
            </Td>
            <Td>{org.plan}</Td>
            <Td className="break-words max-sm:hidden">{clientName(org.clientId)}</Td>
            <Td className="text-right max-md:hidden">{org.memberCount}</Td>
            <Td className="text-right max-md:hidden">{org.deploymentCount}</Td>
            <Td className="max-md:hidden">
              <Age at={org.createdAt} suffix=" ago" />
            </Td>
            <Td className="text-right whitespace-nowrap">
              <Link
                to="/admin/audit"
                search={{ org: org.id }}
                aria-label={`Audit of ${org.name}`}
                className={buttonStyle({ tone: 'quiet', size: 'small' })}
              >
                Audit
              </Link>
              {onPlace === undefined || org.deleting ? null : (
                <Button size="small" aria-label={`Change plan and client of ${org.name}`} onClick={() => onPlace(org)}>
                  Change
                </Button>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
