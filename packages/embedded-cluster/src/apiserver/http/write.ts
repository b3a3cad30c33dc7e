/** POST, PUT and DELETE, and the actions that are written like subresources. */
import type { KubeObject } from '@moorage/kube/objects';
import { isKubeObject, isObject, numberAt, objectAt, stringAt, type JsonObject } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { matcherOf } from '../objects/reading.ts';
import type { WriteRequest } from '../objects/objects.ts';
import type { RemovalRequest } from '../objects/removal.ts';
import { readScale, writeScale } from '../objects/scale.ts';
import type { FieldValidation } from '../objects/shape.ts';
import { labelSelectorOf } from '../selectors.ts';
import { conflict, refuse, type Status } from '../refusal.ts';
import { numberIn, readBody, readObject, sendJson, type Exchange } from './exchange.ts';
import type { NamedTarget } from './patch.ts';
import { handleList, sendObject, type ReadDeps, type Target } from './read.ts';

function isDryRun(query: URLSearchParams): boolean {
  const value = query.get('dryRun');
  if (value === null || value === '') return false;
  if (value === 'All') return true;
  throw refuse('BadRequest', `dryRun: Unsupported value: ${JSON.stringify(value)}: supported values: "All"`);
}

function fieldValidation({ query, warnings }: Exchange): FieldValidation {
  const mode = query.get('fieldValidation') ?? 'Warn';
  if (mode !== 'Strict' && mode !== 'Warn' && mode !== 'Ignore') {
    throw refuse(
      'BadRequest',
      `fieldValidation: Unsupported value: ${JSON.stringify(mode)}: supported values: "Ignore", "Strict", "Warn"`,
    );
  }
  return { mode, warn: (text) => void warnings.push(text) };
}

/** What the query says of a write. Without a field manager the client's program name stands for it, except in apply. */
export function writeRequestOf(exchange: Exchange, target: Target, isApply: boolean): WriteRequest {
  const { query, request } = exchange;
  const given = query.get('fieldManager') ?? '';
  if (given.length > 128) throw refuse('BadRequest', 'fieldManager may not be more than 128 characters');
  const program = (request.headers['user-agent'] ?? '').split('/')[0]?.slice(0, 128) ?? '';
  const manager = given === '' && !isApply ? program : given;
  return {
    dryRun: isDryRun(query),
    fields: fieldValidation(exchange),
    ...(manager === '' ? {} : { manager }),
    ...(target.subresource === undefined ? {} : { subresource: target.subresource }),
  };
}

async function readTyped(exchange: Exchange, target: Target): Promise<KubeObject> {
  const body = await readObject(exchange);
  if (!isObject(body['metadata'])) body['metadata'] = {};
  if (!isKubeObject(body)) throw refuse('BadRequest', 'the object has no apiVersion or kind');
  const { namespace } = target;
  const given = body.metadata.namespace;
  if (namespace !== undefined && given !== undefined && given !== '' && given !== namespace) {
    throw refuse('BadRequest', `the namespace of the provided object does not match the namespace sent on the request`);
  }
  if (namespace !== undefined) body.metadata.namespace = namespace;
  return body;
}

const keyOf = ({ name, namespace }: NamedTarget) => ({ name, ...(namespace === undefined ? {} : { namespace }) });

export async function handleCreate(deps: ReadDeps, exchange: Exchange, target: Target): Promise<void> {
  const request = writeRequestOf(exchange, target, false);
  const body = await readTyped(exchange, target);
  return sendObject(deps, exchange, target.kind, { status: 201, object: deps.objects.create(target.kind, body, request) });
}

export async function handleUpdate(deps: ReadDeps, exchange: Exchange, target: NamedTarget): Promise<void> {
  const { kind, name } = target;
  const request = writeRequestOf(exchange, target, false);
  const body = await readTyped(exchange, target);
  if ((body.metadata.name ?? name) !== name)
    throw refuse('BadRequest', 'the name of the object does not match the name on the URL');
  body.metadata.name = name;
  if (target.subresource === 'scale') {
    const object = deps.objects.update(kind, keyOf(target), (current) => writeScale(kind, current, body), request);
    return sendJson(exchange, 200, readScale(kind, object));
  }
  return sendObject(deps, exchange, kind, { status: 200, object: deps.objects.update(kind, keyOf(target), () => body, request) });
}

/** Delete options come in the body, in the query or both; the body wins. */
function removalOf(query: URLSearchParams, body: unknown): RemovalRequest {
  const options = isObject(body) ? body : {};
  const grace = numberAt(options, 'gracePeriodSeconds') ?? numberIn(query, 'gracePeriodSeconds');
  const policy = stringAt(options, 'propagationPolicy') ?? query.get('propagationPolicy') ?? undefined;
  const orphans = options['orphanDependents'] === true || query.get('orphanDependents') === 'true';
  const propagation = policy ?? (orphans ? 'Orphan' : undefined);
  if (propagation !== undefined && propagation !== 'Background' && propagation !== 'Foreground' && propagation !== 'Orphan') {
    throw refuse('BadRequest', `propagationPolicy: Unsupported value: ${JSON.stringify(propagation)}`);
  }
  const uid = stringAt(options, 'preconditions', 'uid');
  const resourceVersion = stringAt(options, 'preconditions', 'resourceVersion');
  const dryRun = isDryRun(query) || (Array.isArray(options['dryRun']) && options['dryRun'].includes('All'));
  return {
    dryRun,
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(propagation === undefined ? {} : { propagation }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

function successStatus(kind: Kind, object: KubeObject): Status {
  const { name, uid = '' } = object.metadata;
  const { group, plural } = kind.resource;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group === '' ? {} : { group }), kind: plural, uid },
    code: 200,
  };
}

export async function handleDelete(deps: ReadDeps, exchange: Exchange, target: NamedTarget): Promise<void> {
  const body = await readBody(exchange);
  const removed = deps.objects.remove(target.kind, keyOf(target), removalOf(exchange.query, body));
  if (removed.isGone && target.kind.resource.kind !== 'Pod')
    return sendJson(exchange, 200, successStatus(target.kind, removed.object));
  return sendObject(deps, exchange, target.kind, { status: 200, object: removed.object });
}

export async function handleDeleteCollection(deps: ReadDeps, exchange: Exchange, target: Target): Promise<void> {
  const { kind, namespace } = target;
  const { query } = exchange;
  const removal = removalOf(query, await readBody(exchange));
  const matches = matcherOf(kind, {
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
  });
  const doomed = deps.store
    .list(kind.bucket, namespace)
    .map((stored) => deps.objects.view(kind, stored))
    .filter(matches);
  for (const object of doomed) deps.objects.remove(kind, object.metadata, removal);
  return handleList(deps, exchange, target);
}

function success(exchange: Exchange): void {
  sendJson(exchange, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } satisfies Status);
}

/** `pods/binding`: the scheduler's word on where a pod runs. */
export async function handleBinding(deps: ReadDeps, exchange: Exchange, target: NamedTarget): Promise<void> {
  const node = stringAt(await readObject(exchange), 'target', 'name');
  if (node === undefined) throw refuse('BadRequest', 'a binding needs target.name');
  deps.objects.update(target.kind, keyOf(target), (pod) => {
    const present = stringAt(pod, 'spec', 'nodeName');
    if (present !== undefined)
      throw conflict(target.kind.resource, target.name, `pod ${target.name} is already assigned to node "${present}"`);
    return { ...pod, spec: { ...(isObject(pod.spec) ? pod.spec : {}), nodeName: node } };
  });
  return success(exchange);
}

/** The budget that forbids another disruption of the pod, if one does. */
function forbiddingBudget(deps: ReadDeps, pod: KubeObject): KubeObject | undefined {
  return deps.store.list('policy/poddisruptionbudgets', pod.metadata.namespace).find((budget) => {
    const selects = labelSelectorOf(objectAt(budget, 'spec', 'selector'))(pod.metadata.labels ?? {});
    return selects && (numberAt(budget, 'status', 'disruptionsAllowed') ?? 0) <= 0;
  });
}

/** `pods/eviction`: a delete that respects disruption budgets. */
export async function handleEviction(deps: ReadDeps, exchange: Exchange, target: NamedTarget): Promise<void> {
  const body: JsonObject = await readObject(exchange);
  const pod = deps.objects.get(target.kind, keyOf(target));
  const isOver = ['Succeeded', 'Failed'].includes(stringAt(pod, 'status', 'phase') ?? '');
  const budget = isOver ? undefined : forbiddingBudget(deps, pod);
  if (budget !== undefined) {
    throw refuse('TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: `The disruption budget ${budget.metadata.name} does not allow another disruption now.`,
        },
      ],
      retryAfterSeconds: 10,
    });
  }
  deps.objects.remove(target.kind, keyOf(target), removalOf(exchange.query, body['deleteOptions']));
  return success(exchange);
}
