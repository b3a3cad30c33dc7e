import type { AuditEvent } from '@moorage/sdk/types';
import { actorText, eventText, fieldChanges, valueText } from '../../lib/audit.ts';
import { formatDateTime } from '../../lib/format.ts';
import { CodeBlock } from '../../ui/Code.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';

interface AuditDetailsProps {
  readonly event: AuditEvent;
  /** The organization, where entries of several are listed. */
  readonly place?: string;
  readonly onClose: () => void;
}

/** One entry with everything that was written down. */
export function AuditDetails({ event, place, onClose }: AuditDetailsProps) {
  const { actor, target, seq, at, ipAddress, requestId, hash } = event;
  const changes = fieldChanges(event);
  const { changes: _changes, ...data } = event.data;
  const facts = [
    { term: 'When', value: formatDateTime(at) },
    { term: 'Who', value: actor.via === 'none' ? actorText(event) : `${actorText(event)}, by ${actor.via}` },
    { term: 'From', value: ipAddress ?? 'inside the platform' },
    { term: 'To what', value: `${target.type} ${target.name ?? target.id}` },
    ...(place === undefined ? [] : [{ term: 'Where', value: place }]),
    { term: 'Request', value: requestId },
    { term: 'Number', value: String(seq) },
    { term: 'Seal', value: hash ?? 'older than the chain' },
  ];
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={eventText(event.event)}
      description={<code className="font-mono text-[13px]">{event.event}</code>}
      size="large"
    >
      <div className="space-y-4">
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          {facts.map(({ term, value }) => (
            <div key={term} className="contents">
              <dt className="text-muted">{term}</dt>
              <dd className="min-w-0 break-all">{value}</dd>
            </div>
          ))}
        </dl>
        {changes.length === 0 ? null : (
          <Table label="Changes">
            <thead>
              <tr>
                <Th>Field</Th>
                <Th>Before</Th>
                <Th>After</Th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ field, before, after }) => (
                <Tr key={field}>
                  <Td className="font-mono text-[13px]">{field}</Td>
                  <Td className="break-words">{valueText(before)}</Td>
                  <Td className="break-words">{valueText(after)}</Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
        {Object.keys(data).length === 0 ? null : <CodeBlock code={JSON.stringify(data, null, 2)} what="the data of the entry" />}
      </div>
    </Dialog>
  );
}
