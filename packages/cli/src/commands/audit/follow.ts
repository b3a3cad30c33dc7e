/** Prints events while they happen, for whichever trail. */
import type { StreamOptions } from '@moorage/sdk/stream';
import type { AuditEvent } from '@moorage/sdk/types';
import { isForPeople } from '../../render/output.ts';
import type { CommandSession } from '../../session.ts';

/** A stream that goes on may bring again what came in the minute before; of so many it is noticed. */
const mostRemembered = 10_000;

function createMemory(): (id: string) => boolean {
  const seen = new Set<string>();
  return (id) => {
    if (seen.has(id)) return true;
    const [oldest] = seen.add(id);
    if (seen.size > mostRemembered && oldest !== undefined) seen.delete(oldest);
    return false;
  };
}

/** How a stream of events is read: each is printed once, as a line for people or as JSON. */
export function printing<Event extends AuditEvent>(
  { io, output, note }: CommandSession,
  after: string | undefined,
  lineOf: (event: Event) => string,
): StreamOptions<{ audit: Event }> {
  const isPlain = isForPeople(output);
  const isKnown = createMemory();
  return {
    signal: io.signal,
    ...(after === undefined ? {} : { lastEventId: after }),
    onOpen: () => note('Waiting for what happens. Ctrl-C ends it.'),
    onEvent: ({ data }) => {
      if (!isKnown(data.id)) io.out(isPlain ? lineOf(data) : `${JSON.stringify(data)}\n`);
    },
  };
}
