import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { DeploymentSummary } from '@moorage/sdk/types';
import { deploymentsQuery } from '../../api/queries.ts';
import { Age } from '../../shared/Age.tsx';
import { linkStyle } from '../../shared/LinkButton.tsx';
import { StatusBadge } from '../../shared/StatusBadge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Card.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { hostOf } from './columns.tsx';

/** What others share with the caller by itself; nothing at all for whom nobody shares anything, which is most people. */
export function SharedDeployments() {
  const query = useInfiniteQuery(deploymentsQuery({ teamId: undefined, shared: true }));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  return (
    <Section title="Shared with you" note="Single deployments of other teams, where you are a guest.">
      <Table label="Shared with you">
        <thead>
          <tr>
            <Th>Name</Th>
            <Th>Status</Th>
            <Th className="max-md:hidden">Address</Th>
            <Th className="max-sm:hidden">Age</Th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <SharedRow key={item.name} item={item} />
          ))}
        </tbody>
      </Table>
      {query.hasNextPage ? (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          More
        </Button>
      ) : null}
    </Section>
  );
}

function SharedRow({ item: { name, displayName, status, url, lastError, createdAt } }: { readonly item: DeploymentSummary }) {
  return (
    <Tr>
      <Td>
        <Link to="/deployments/$name" params={{ name }} className="block font-medium break-words hover:underline">
          {displayName}
        </Link>
        <span className="block text-[13px] break-all text-muted">{lastError ?? name}</span>
      </Td>
      <Td>
        <StatusBadge status={status} />
      </Td>
      <Td className="max-md:hidden">
        {url === null ? (
          <span className="text-muted">none</span>
        ) : (
          <a href={url} target="_blank" rel="noreferrer" className={`${linkStyle} break-all`}>
            {hostOf(url)}
          </a>
        )}
      </Td>
      <Td className="max-sm:hidden">
        <Age at={createdAt} />
      </Td>
    </Tr>
  );
}
