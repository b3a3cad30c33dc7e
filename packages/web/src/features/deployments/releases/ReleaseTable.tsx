import type { Release } from '@moorage/sdk/types';
import { releaseCause, releaseState } from '../../../lib/releases.ts';
import { Age } from '../../../shared/Age.tsx';
import { Badge, Tag } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

interface ReleaseTableProps {
  readonly releases: readonly Release[];
  readonly label: string;
  readonly onOpen: (release: Release) => void;
}

/** Every accepted change, newest first: what, by whom, how it went. */
export function ReleaseTable({ releases, label, onOpen }: ReleaseTableProps) {
  if (releases.length === 0) return <EmptyState title="No releases yet">Every accepted change makes one.</EmptyState>;
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th className="text-right">Release</Th>
          <Th>State</Th>
          <Th>What</Th>
          <Th className="max-md:hidden">Who</Th>
          <Th>When</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {releases.map((release) => (
          <ReleaseRow key={release.number} release={release} onOpen={() => onOpen(release)} />
        ))}
      </tbody>
    </Table>
  );
}

function ReleaseRow({ release, onOpen }: { readonly release: Release; readonly onOpen: () => void }) {
  const { text, tone } = releaseState(release);
  return (
    <Tr>
      <Td className="text-right font-medium">{release.number}</Td>
      <Td>
        <span className="flex flex-wrap items-center gap-1.5">
          <Badge tone={tone} moving={release.state === 'rolling-out'}>
            {text}
          </Badge>
          {release.isCurrent ? <Tag>wanted</Tag> : null}
        </span>
      </Td>
      <Td>
        <span className="block">{releaseCause(release)}</span>
        {release.reason === null ? null : <span className="block text-[13px] break-words text-muted">{release.reason}</span>}
        {release.message === null ? null : <span className="block text-[13px] break-words text-muted">{release.message}</span>}
      </Td>
      <Td className="break-all max-md:hidden">{release.by.email ?? release.by.name ?? 'Moorage'}</Td>
      <Td>
        <Age at={release.createdAt} suffix=" ago" />
      </Td>
      <Td className="text-right">
        <Button size="small" onClick={onOpen} aria-label={`Details of release ${release.number}`}>
          Details
        </Button>
      </Td>
    </Tr>
  );
}
