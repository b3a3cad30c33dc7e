import type { EncryptionStatus } from '@moorage/sdk/types';
import { formatCount } from '../../../lib/format.ts';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

/** Every column of the database that holds sealed values. */
export function ColumnTable({ columns }: Pick<EncryptionStatus, 'columns'>) {
  return (
    <Table label="Columns with sealed values">
      <thead>
        <tr>
          <Th>Column</Th>
          <Th className="text-right">Values</Th>
          <Th className="text-right max-sm:hidden">Newest key</Th>
          <Th className="text-right max-sm:hidden">Older key</Th>
          <Th className="text-right max-md:hidden">Before the vault</Th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ table, column, total, current, previous, earlier }) => (
          <Tr key={`${table}.${column}`}>
            <Td className="font-mono text-[13px] break-all">
              {table}.{column}
            </Td>
            <Td className="text-right">{formatCount(total)}</Td>
            <Td className="text-right max-sm:hidden">{formatCount(current)}</Td>
            <Td className="text-right max-sm:hidden">{formatCount(previous)}</Td>
            <Td className="text-right max-md:hidden">{formatCount(earlier)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
