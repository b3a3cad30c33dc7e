import type { ReleaseDiff } from '@moorage/sdk/types';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

const absent = <span className="text-muted">not set</span>;

/** Field by field, then what it does to each service. */
export function ReleaseChanges({ diff }: { readonly diff: ReleaseDiff }) {
  if (diff.changes.length === 0) return <p className="text-muted">Nothing: the two are the same.</p>;
  const touched = diff.services.filter((service) => service.effect !== 'stays');
  return (
    <div className="space-y-3">
      <Table label={`Release ${diff.from} compared with release ${diff.to}`}>
        <thead>
          <tr>
            <Th>Field</Th>
            <Th>Release {diff.from}</Th>
            <Th>Release {diff.to}</Th>
          </tr>
        </thead>
        <tbody>
          {diff.changes.map((change) => (
            <Tr key={change.path}>
              <Td className="font-mono text-[13px] break-all">{change.path}</Td>
              <Td className="text-[13px] break-all">{change.from ?? absent}</Td>
              <Td className="text-[13px] break-all">{change.to ?? absent}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {touched.length === 0 ? null : (
        <p className="text-muted">{touched.map((service) => `${service.name} ${service.effect}`).join(', ')}.</p>
      )}
    </div>
  );
}
