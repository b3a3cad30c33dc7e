import type { Condition } from '@moorage/sdk/types';
import { reasonInWords } from '../../../lib/status.ts';
import { Age } from '../../../shared/Age.tsx';
import { StatusBadge } from '../../../shared/StatusBadge.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

export function ConditionTable({ conditions }: { readonly conditions: readonly Condition[] }) {
  if (conditions.length === 0) return <p className="text-muted">The operator has not looked at it yet.</p>;
  return (
    <Table label="Conditions">
      <thead>
        <tr>
          <Th>Condition</Th>
          <Th>Holds</Th>
          <Th>Reason</Th>
          <Th className="max-md:hidden">Message</Th>
          <Th>Since</Th>
        </tr>
      </thead>
      <tbody>
        {conditions.map((condition) => (
          <Tr key={condition.type}>
            <Td className="font-medium">{reasonInWords(condition.type)}</Td>
            <Td>
              <StatusBadge status={condition.status} />
            </Td>
            <Td>
              {reasonInWords(condition.reason)}
              <span className="block text-[13px] text-muted md:hidden">{condition.message}</span>
            </Td>
            <Td className="text-muted max-md:hidden">{condition.message}</Td>
            <Td>
              <Age at={condition.lastTransitionTime} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
