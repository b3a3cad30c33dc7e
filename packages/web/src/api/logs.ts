/** Follows the log of a deployment; the SDK resumes a lost connection with `Last-Event-ID`. */
import type { LogLine } from '@moorage/sdk/types';
import { client } from './client.ts';

export interface LogRequest {
  readonly name: string;
  readonly service: string | undefined;
  readonly tail: number;
  readonly since: string | undefined;
  readonly previous: boolean;
}

export type LogState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly message: string }
  | { readonly kind: 'ended'; readonly message: string };

export interface LogHandlers {
  readonly onLine: (line: LogLine) => void;
  readonly onNotice: (message: string) => void;
  readonly onState: (state: LogState) => void;
}

/** Starts to follow; the returned function stops it. */
export function followLogs(request: LogRequest, handlers: LogHandlers): () => void {
  const abort = new AbortController();
  let endReason = 'The log has ended.';
  const query = {
    name: request.name,
    tail: request.tail,
    follow: !request.previous,
    previous: request.previous,
    ...(request.service === undefined ? {} : { service: request.service }),
    ...(request.since === undefined ? {} : { since: request.since }),
  };
  const run = async () => {
    const end = await client.deployments.logs(
      { query },
      {
        signal: abort.signal,
        reconnect: !request.previous,
        onOpen: () => handlers.onState({ kind: 'live' }),
        onError: ({ message, retrying }) => retrying && handlers.onState({ kind: 'lost', message }),
        onEvent: (event) => {
          if (event.event === 'line') handlers.onLine(event.data);
          if (event.event === 'notice') handlers.onNotice(event.data.message);
          if (event.event === 'end') endReason = event.data.reason;
        },
      },
    );
    if (end.kind === 'ended') handlers.onState({ kind: 'ended', message: endReason });
    if (end.kind === 'refused') {
      const message = end.result.kind === 'api-error' ? end.result.error.error : end.result.message;
      handlers.onState({ kind: 'ended', message });
    }
  };
  void run();
  return () => abort.abort();
}
