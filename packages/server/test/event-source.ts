/** A reader of server-sent events for tests: collects what arrives until it is closed. */
import { waitUntil } from '@moorage/testkit/wait-until';
import type { Caller, TestServer } from './support.ts';

export interface ReceivedEvent {
  readonly id: string | undefined;
  readonly event: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- data from outside; each test says what it expects
  readonly data: any;
}

export interface EventSource {
  readonly events: readonly ReceivedEvent[];
  /** The first event for which the condition holds, those that came already included. */
  next(condition: (event: ReceivedEvent) => boolean, what: string): Promise<ReceivedEvent>;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

function parseEvent(block: string): ReceivedEvent | undefined {
  const fields = new Map(
    block
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()] as const),
  );
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return { id: fields.get('id'), event: fields.get('event') ?? 'message', data: JSON.parse(data) };
}

async function collect(response: Response, events: ReceivedEvent[]): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event !== undefined) events.push(event);
    }
  }
}

export async function openEvents(
  server: TestServer,
  caller: Caller,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventSource> {
  const aborter = new AbortController();
  const response = await fetch(`${server.url()}${path}`, { headers: { ...caller.headers, ...headers }, signal: aborter.signal });
  if (response.status !== 200) throw new Error(`the stream answered ${response.status}: ${await response.text()}`);
  const events: ReceivedEvent[] = [];
  // Closing cuts the connection, which the reader sees as a failure.
  const ended = collect(response, events).catch(() => {});
  return {
    events,
    ended,
    close: () => aborter.abort(),
    next: async (condition, what) =>
      await waitUntil(() => events.find(condition), {
        describe: () => `${what}; came: ${JSON.stringify(events).slice(0, 2000)}`,
      }),
  };
}
