import type { AuditEvent } from '@moorage/sdk/types';
import { formatDateTime } from '../lib/format.ts';
import { actorText, changeText, eventText } from '../lib/audit.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Table, Td, Th, Tr } from '../ui/Table.tsx';
import { Age } from './Age.tsx';
import { linkStyle } from './LinkButton.tsx';

interface ActivityListProps<E extends AuditEvent> {
  readonly events: readonly E[];
  readonly label: string;
  /** Names the object of each entry; superfluous on the object's own page. */
  readonly showTarget?: boolean;
  /** Makes each entry a button that opens it. */
  readonly onOpen?: (event: E) => void;
  /** Where it was, for lists of several organizations; each place is a button that chooses it. */
  readonly place?: { readonly textOf: (event: E) => string; readonly onChoose: (event: E) => void };
}

/** Audit entries, newest first: what, by whom, by which way, when. */
export function ActivityList<E extends AuditEvent>({ events, label, showTarget = false, onOpen, place }: ActivityListProps<E>) {
  if (events.length === 0)
    return <EmptyState title="Nothing happened yet">Every change is recorded here with who made it.</EmptyState>;
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>What</Th>
          {place === undefined ? null : <Th className="max-sm:hidden">Organization</Th>}
          <Th>Who</Th>
          <Th className="max-md:hidden">Details</Th>
          <Th>When</Th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <Tr key={event.id}>
            <Td>
              {onOpen === undefined ? (
                <span className="block font-medium">{eventText(event.event)}</span>
              ) : (
                <button type="button" className={`${linkStyle} block text-left font-medium`} onClick={() => onOpen(event)}>
                  {eventText(event.event)}
                </button>
              )}
              {showTarget ? (
                <span className="block text-[13px] break-all text-muted">{event.target.name ?? event.target.id}</span>
              ) : null}
            </Td>
            {place === undefined ? null : (
              <Td className="max-sm:hidden">
                <PlaceButton text={place.textOf(event)} onClick={() => place.onChoose(event)} />
              </Td>
            )}
            <Td>
              <span className="block break-words max-sm:min-w-28">{actorText(event)}</span>
              {event.actor.via === 'none' ? null : <span className="block text-[13px] text-muted">by {event.actor.via}</span>}
            </Td>
            <Td className="max-w-md text-[13px] break-words text-muted max-md:hidden">{changeText(event)}</Td>
            <Td>
              <Age at={event.at} suffix=" ago" />
              <span className="block text-[13px] whitespace-nowrap text-muted max-sm:hidden">{formatDateTime(event.at)}</span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function PlaceButton({ text, onClick }: { readonly text: string; readonly onClick: () => void }) {
  return (
    <button type="button" className={`${linkStyle} text-left break-words`} aria-label={`Only ${text}`} onClick={onClick}>
      {text}
    </button>
  );
}
