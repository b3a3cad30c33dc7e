/** Follows the log of a deployment; the SDK resumes a lost connection with `Last-Event-ID`. */
import type { LogLine } from '@moorage/sdk/types';
import { client } from './client.ts';
import type { FollowState } from './follow-state.ts';
import { whileVisible } from './while-visible.ts';

export interface LogRequest {
  readonly name: string;
  readonly service: string | undefined;
  readonly tail: number;
  readonly since: string | undefined;
  readonly previous: boolean;
}

export interface LogHandlers {
  readonly onLine: (line: LogLine) => void;
  readonly onNotice: (message: string) => void;
  readonly onState: (state: FollowState) => void;
}

/** Starts to follow; the returned function stops it. A tab that comes back goes on after the last line that it has. */
export function followLogs(request: LogRequest, handlers: LogHandlers): () => void {
  let endReason = 'The log has ended.';
  let lastEventId: string | undefined;
  let isOver = false;
  const query = {
    name: request.name,
    tail: request.tail,
    follow: !request.previous,
    previous: request.previous,
    ...(request.service === undefined ? {} : { service: request.service }),
    ...(request.since === undefined ? {} : { since: request.since }),
  };
  const finish = (message: string) => {
    isOver = true;
    handlers.onState({ kind: 'ended', message });
  };
  const run = async (signal: AbortSignal) => {
    const end = await client.deployments.logs(
      { query },
      {
        signal,
        reconnect: !request.previous,
        ...(lastEventId === undefined ? {} : { lastEventId }),
        onOpen: () => handlers.onState({ kind: 'live' }),
        onError: ({ message, retrying }) => retrying && handlers.onState({ kind: 'lost', message }),
        onEvent: (event) => {
          lastEventId = event.id ?? lastEventId;
          if (event.event === 'line') handlers.onLine(event.data);
          if (event.event === 'notice') handlers.onNotice(event.data.message);
          if (event.event === 'end') endReason = event.data.reason;
        },
      },
    );
    if (end.kind === 'ended') finish(endReason);
    if (end.kind === 'refused') finish(end.result.kind === 'api-error' ? end.result.error.error : end.result.message);
  };
  return whileVisible(() => {
    const abort = new AbortController();
    if (!isOver) void run(abort.signal);
    return () => abort.abort();
  });
}
