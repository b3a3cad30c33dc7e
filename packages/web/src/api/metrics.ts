/** Follows what the pods of a deployment use; the SDK reconnects by itself. */
import type { UsageSample } from '@moorage/sdk/types';
import { client } from './client.ts';
import { ApiFailure } from './errors.ts';
import { whileVisible } from './while-visible.ts';

export type MetricsState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly message: string }
  | { readonly kind: 'ended'; readonly message: string }
  /** The cluster measures nothing, or the server refused for another reason. */
  | { readonly kind: 'refused'; readonly failure: ApiFailure };

interface MetricsHandlers {
  readonly onSample: (sample: UsageSample) => void;
  readonly onState: (state: MetricsState) => void;
}

type Refusal = Extract<Awaited<ReturnType<typeof client.deployments.metrics>>, { readonly kind: 'refused' }>;

function failureOf({ result }: Refusal): ApiFailure {
  if (result.kind === 'client-error') return new ApiFailure(result.message);
  return new ApiFailure(result.error.error, { status: result.status, body: result.error });
}

/**
 * Starts to follow; the returned function stops it. A tab that comes back follows on.
 *
 * One sample is asked for first: a stream that is followed would try again for ever where the cluster measures nothing.
 */
export function followMetrics(name: string, handlers: MetricsHandlers): () => void {
  let isOver = false;
  let endReason = '';
  const onEvent: NonNullable<Parameters<typeof client.deployments.metrics>[1]>['onEvent'] = (event) => {
    if (event.event === 'sample') handlers.onSample(event.data);
    if (event.event === 'end') endReason = event.data.reason;
  };
  const finish = (state: MetricsState) => {
    isOver = true;
    handlers.onState(state);
  };
  const run = async (signal: AbortSignal) => {
    const first = await client.deployments.metrics({ query: { name } }, { signal, reconnect: false, onEvent });
    if (first.kind === 'refused') finish({ kind: 'refused', failure: failureOf(first) });
    if (first.kind !== 'ended') return;
    const end = await client.deployments.metrics(
      { query: { name, follow: true } },
      {
        signal,
        onEvent,
        onOpen: () => handlers.onState({ kind: 'live' }),
        onError: ({ message, retrying }) => retrying && handlers.onState({ kind: 'lost', message }),
      },
    );
    if (end.kind === 'ended') finish({ kind: 'ended', message: endReason });
    if (end.kind === 'refused') finish({ kind: 'refused', failure: failureOf(end) });
  };
  return whileVisible(() => {
    const abort = new AbortController();
    if (!isOver) void run(abort.signal);
    return () => abort.abort();
  });
}
