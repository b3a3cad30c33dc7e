/** GET of one object and of lists. */
import type { Clock } from '@moorage/core/clock';
import type { KubeObject } from '@moorage/kube/objects';
import { apiVersionOf } from '@moorage/kube/objects';
import { isObject } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Objects } from '../objects/objects.ts';
import { matcherOf } from '../objects/reading.ts';
import { readScale } from '../objects/scale.ts';
import { refuse } from '../refusal.ts';
import type { Store } from '../store/store.ts';
import { answerForm, numberIn, sendJson, type Exchange } from './exchange.ts';
import { parseIncludeObject, toMetadata, toMetadataList, toTable, type ListMeta } from './table.ts';

export interface ReadDeps {
  readonly store: Store;
  readonly objects: Objects;
  readonly clock: Clock;
}

export interface Target {
  readonly kind: Kind;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** Sends one object in the form that the client asked for. */
export function sendObject(
  deps: ReadDeps,
  exchange: Exchange,
  kind: Kind,
  answer: { readonly status: number; readonly object: KubeObject },
): void {
  const { status, object } = answer;
  const form = answerForm(exchange.request);
  if (form === 'object' || object.kind !== kind.resource.kind) return sendJson(exchange, status, object);
  if (form === 'metadata') return sendJson(exchange, status, toMetadata(object));
  const include = parseIncludeObject(exchange.query.get('includeObject'));
  const meta = { resourceVersion: object.metadata.resourceVersion ?? '' };
  return sendJson(exchange, status, toTable([object], meta, { kind, include, now: deps.clock.now() }));
}

export function handleGet(deps: ReadDeps, exchange: Exchange, target: Target & { readonly name: string }): void {
  const { kind, namespace, name, subresource } = target;
  const object = deps.objects.get(kind, { name, ...(namespace === undefined ? {} : { namespace }) });
  if (subresource === 'scale') return sendJson(exchange, 200, readScale(kind, object));
  return sendObject(deps, exchange, kind, { status: 200, object });
}

interface Continuation {
  readonly revision: number;
  /** `namespace/name` of the last object that was sent. */
  readonly after: string;
}

function parseContinue(text: string | null): Continuation | undefined {
  if (text === null || text === '') return undefined;
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (isObject(token) && typeof token['rv'] === 'number' && typeof token['after'] === 'string')
      return { revision: token['rv'], after: token['after'] };
  } catch {
    // Falls through to the refusal.
  }
  throw refuse('BadRequest', 'continue key is not valid');
}

const toContinue = ({ revision, after }: Continuation): string =>
  Buffer.from(JSON.stringify({ rv: revision, after })).toString('base64url');

/** Orders as the store does: by namespace, then by name. */
const positionOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

function isAfter(object: KubeObject, after: string): boolean {
  const slash = after.indexOf('/');
  const namespace = object.metadata.namespace ?? '';
  const last = after.slice(0, slash);
  return namespace > last || (namespace === last && object.metadata.name > after.slice(slash + 1));
}

/** Refuses to list at a revision that has not come yet, or exactly at one that is past. */
function checkRevision(deps: ReadDeps, kind: Kind, query: URLSearchParams): void {
  const wanted = numberIn(query, 'resourceVersion') ?? 0;
  const now = deps.store.revision();
  if (wanted > now) {
    throw refuse('Timeout', `Too large resource version: ${wanted}, current: ${now}`, {
      retryAfterSeconds: 1,
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    });
  }
  if (query.get('resourceVersionMatch') !== 'Exact') return;
  const changes = deps.store.since(kind.bucket, wanted);
  if (changes === 'expired' || changes.length > 0)
    throw refuse('Expired', `The resourceVersion for the provided list is too old.`);
}

interface Page {
  readonly items: readonly KubeObject[];
  readonly meta: ListMeta;
}

/**
 * One page of a list. Later pages show the present state, but carry the revision of the first page: whoever watches from there
 * is told every change since, so that pages and watch together miss nothing.
 */
function pageOf(deps: ReadDeps, exchange: Exchange, target: Target): Page {
  const { kind, namespace } = target;
  const { query } = exchange;
  const matches = matcherOf(kind, {
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
  });
  const continued = parseContinue(query.get('continue'));
  if (continued === undefined) checkRevision(deps, kind, query);
  else if (deps.store.since(kind.bucket, continued.revision) === 'expired') {
    throw refuse(
      'Expired',
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
    );
  }
  const revision = continued?.revision ?? deps.store.revision();
  const all = deps.store
    .list(kind.bucket, namespace)
    .map((stored) => deps.objects.view(kind, stored))
    .filter(matches);
  const rest = continued === undefined ? all : all.filter((object) => isAfter(object, continued.after));
  const limit = numberIn(query, 'limit') ?? 0;
  const items = limit > 0 ? rest.slice(0, limit) : rest;
  const last = items.at(-1);
  const remaining = rest.length - items.length;
  const meta = { resourceVersion: String(revision) };
  if (remaining === 0 || last === undefined) return { items, meta };
  return { items, meta: { ...meta, continue: toContinue({ revision, after: positionOf(last) }), remainingItemCount: remaining } };
}

/** Items of a list of a built-in kind do not repeat the kind of the list. */
function withoutType({ apiVersion: _apiVersion, kind: _kind, ...rest }: KubeObject): object {
  return rest;
}

export function handleList(deps: ReadDeps, exchange: Exchange, target: Target): void {
  const { items, meta } = pageOf(deps, exchange, target);
  const { resource } = target.kind;
  const form = answerForm(exchange.request);
  if (form === 'metadata') return sendJson(exchange, 200, toMetadataList(items, meta));
  if (form === 'object') {
    const envelope = { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata: meta };
    return sendJson(exchange, 200, { ...envelope, items: target.kind.isCustom ? items : items.map(withoutType) });
  }
  const include = parseIncludeObject(exchange.query.get('includeObject'));
  return sendJson(exchange, 200, toTable(items, meta, { kind: target.kind, include, now: deps.clock.now() }));
}
