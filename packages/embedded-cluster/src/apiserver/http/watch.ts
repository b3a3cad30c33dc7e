/**
 * Watches: a response that never ends by itself, one JSON event a line.
 *
 * A watch begins with what happened after the given revision, or with the present objects when none is given; nothing
 * falls between that and the live changes, because both are read in one turn. With selectors, an object that begins or ceases to
 * match appears as added or deleted. A client that does not read is cut off rather than buffered for without bound.
 */
import type { KubeObject } from '@moorage/kube/objects';
import { apiVersionOf } from '@moorage/kube/objects';
import type { WatchEventType } from '../../api.ts';
import type { JsonObject } from '../json.ts';
import type { KindRegistry } from '../kinds/registry.ts';
import { matcherOf, type Matches } from '../objects/reading.ts';
import { refuse, statusOf } from '../refusal.ts';
import type { Change } from '../store/store.ts';
import { answerForm, isTrue, numberIn, type Exchange } from './exchange.ts';
import type { ReadDeps, Target } from './read.ts';
import { parseIncludeObject, toMetadata, toTable } from './table.ts';

const defaultTimeoutSeconds = 3_600;
const bookmarkMs = 60_000;
const maxBufferedBytes = 32 * 1024 * 1024;

export interface WatchDeps extends ReadDeps {
  readonly kinds: KindRegistry;
  /** Ends every watch, when the server stops. */
  readonly stopping: AbortSignal;
}

interface Stream {
  send(type: WatchEventType | 'BOOKMARK' | 'ERROR', object: unknown): void;
  end(): void;
}

function openStream({ response }: Exchange): Stream {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  return {
    send(type, object) {
      if (response.writableEnded || response.destroyed) return;
      response.write(`${JSON.stringify({ type, object })}\n`);
      if (response.writableLength > maxBufferedBytes) response.destroy();
    },
    end: () => void response.end(),
  };
}

/** What a change looks like to someone who sees only matching objects. */
function eventOf(
  change: Change,
  matches: Matches,
  view: (stored: KubeObject) => KubeObject,
): { type: WatchEventType; object: KubeObject } | undefined {
  const before = change.previous !== undefined && matches(view(change.previous));
  const after = change.type !== 'DELETED' && matches(view(change.object));
  if (!before && !after) return undefined;
  return { type: before && after ? 'MODIFIED' : after ? 'ADDED' : 'DELETED', object: view(change.object) };
}

function shaper(deps: ReadDeps, exchange: Exchange, target: Target): (object: KubeObject) => unknown {
  const form = answerForm(exchange.request);
  if (form === 'object') return (object) => object;
  if (form === 'metadata') return toMetadata;
  const include = parseIncludeObject(exchange.query.get('includeObject'));
  return (object) => {
    const meta = { resourceVersion: object.metadata.resourceVersion ?? '' };
    return toTable([object], meta, { kind: target.kind, include, now: deps.clock.now() });
  };
}

function bookmark(target: Target, revision: number, isEndOfInitial: boolean): JsonObject {
  const annotations = isEndOfInitial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  return {
    kind: target.kind.resource.kind,
    apiVersion: apiVersionOf(target.kind.resource),
    metadata: { resourceVersion: String(revision), ...annotations },
  };
}

function selectionOf(target: Target, query: URLSearchParams): Matches {
  const selected = matcherOf(target.kind, {
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
  });
  const { name, namespace } = target;
  return (object) =>
    (name === undefined || object.metadata.name === name) &&
    (namespace === undefined || object.metadata.namespace === namespace) &&
    selected(object);
}

/** Keeps the stream alive and ends it: by time, by the client, by the server. */
function supervise(deps: WatchDeps, exchange: Exchange, stream: Stream, onBookmark: () => void): void {
  const { query, response } = exchange;
  const stop = new AbortController();
  const asked = numberIn(query, 'timeoutSeconds') ?? 0;
  const timeoutSeconds = asked === 0 ? defaultTimeoutSeconds : asked;
  const end = (): void => {
    onBookmark();
    stream.end();
  };
  const cancelTimeout = deps.clock.after(timeoutSeconds * 1_000, end);
  deps.stopping.addEventListener('abort', end, { signal: stop.signal });
  let cancelBookmark = (): void => {};
  const schedule = (): void => {
    cancelBookmark = deps.clock.after(bookmarkMs, () => {
      onBookmark();
      schedule();
    });
  };
  schedule();
  response.on('close', () => {
    cancelTimeout();
    cancelBookmark();
    stop.abort();
  });
}

export function handleWatch(deps: WatchDeps, exchange: Exchange, target: Target): void {
  const { kind } = target;
  const { query, response } = exchange;
  const matches = selectionOf(target, query);
  const from = numberIn(query, 'resourceVersion') ?? 0;
  const wantsInitial = isTrue(query, 'sendInitialEvents');
  const past = from === 0 || wantsInitial ? [] : deps.store.since(kind.bucket, from);
  const shape = shaper(deps, exchange, target);
  const view = (stored: KubeObject): KubeObject => deps.objects.view(kind, stored);
  const stream = openStream(exchange);
  if (past === 'expired') {
    stream.send('ERROR', statusOf(refuse('Expired', `too old resource version: ${from} (${deps.store.revision()})`)));
    return stream.end();
  }
  const deliver = (change: Change): void => {
    const event = eventOf(change, matches, view);
    if (event !== undefined) stream.send(event.type, shape(event.object));
  };
  if (wantsInitial || (from === 0 && query.get('sendInitialEvents') !== 'false')) {
    for (const object of deps.store.list(kind.bucket, target.namespace).map(view).filter(matches))
      stream.send('ADDED', shape(object));
  }
  const isMarked = isTrue(query, 'allowWatchBookmarks');
  if (wantsInitial && isMarked) stream.send('BOOKMARK', bookmark(target, deps.store.revision(), true));
  for (const change of past) deliver(change);
  const unobserve = deps.store.observe(kind.bucket, deliver);
  const unfollow = deps.kinds.observe(() => {
    // Its definition was deleted: there will never be another event.
    if (deps.kinds.find(kind.resource) === undefined) stream.end();
  });
  response.on('close', () => {
    unobserve();
    unfollow();
  });
  return supervise(deps, exchange, stream, () => {
    if (isMarked) stream.send('BOOKMARK', bookmark(target, deps.store.revision(), false));
  });
}
