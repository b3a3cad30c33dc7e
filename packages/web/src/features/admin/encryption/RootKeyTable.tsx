import type { EncryptionStatus } from '@moorage/sdk/types';
import { rootKeyTone } from '../../../lib/encryption.ts';
import { formatCount, formatDateTime } from '../../../lib/format.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

/** What names a root key is no secret: of a local one, its fingerprint. */
export function RootKeyTable({ rootKeys }: Pick<EncryptionStatus, 'rootKeys'>) {
  return (
    <Table label="Root keys">
      <thead>
        <tr>
          <Th>Key</Th>
          <Th>State</Th>
          <Th className="text-right max-sm:hidden">Wraps</Th>
          <Th className="max-md:hidden">Since</Th>
        </tr>
      </thead>
      <tbody>
        {rootKeys.map(({ id, kind, state, keys, createdAt, retiredAt }) => (
          <Tr key={id}>
            <Td>
              <span className="block font-mono text-[13px] break-all">{id}</span>
              <span className="block text-[13px] text-muted">{kind}</span>
            </Td>
            <Td>
              <Badge tone={rootKeyTone(state)}>{state}</Badge>
            </Td>
            <Td className="text-right max-sm:hidden">{formatCount(keys)}</Td>
            <Td className="whitespace-nowrap max-md:hidden">
              {formatDateTime(createdAt)}
              {retiredAt === null ? null : (
                <span className="block text-[13px] text-muted">until {formatDateTime(retiredAt)}</span>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
