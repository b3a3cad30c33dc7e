import type { Grant } from '@moorage/sdk/types';
import { expiryText } from '../../lib/expiry.ts';
import { formatDateTime } from '../../lib/format.ts';
import { roleName } from '../../lib/membership.ts';
import { useNow } from '../use-now.ts';
import { Tag } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';

interface GuestTableProps {
  readonly guests: readonly Grant[];
  readonly onRemove: (guest: Grant) => void;
}

export function GuestTable({ guests, onRemove }: GuestTableProps) {
  const now = useNow();
  return (
    <Table label="Guests">
      <thead>
        <tr>
          <Th>Who</Th>
          <Th>Role</Th>
          <Th>Until</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {guests.map((guest) => (
          <Tr key={guest.id}>
            <Td>
              <span className="block font-medium break-all max-sm:min-w-36">{guest.email}</span>
              {guest.userId === null ? <Tag>has not signed in yet</Tag> : null}
              <span className="block text-[13px] break-all text-muted">
                since {formatDateTime(guest.createdAt).slice(0, 10)}
                {guest.grantedBy === null ? '' : `, by ${guest.grantedBy}`}
              </span>
            </Td>
            <Td>
              <span title={guest.actions.join(', ')}>{roleName(guest.role)}</span>
            </Td>
            <Td>{guest.expiresAt === null ? 'for good' : expiryText(guest.expiresAt, now).text}</Td>
            <Td className="text-right">
              <Button size="small" aria-label={`Remove ${guest.email}`} onClick={() => onRemove(guest)}>
                Remove
              </Button>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
