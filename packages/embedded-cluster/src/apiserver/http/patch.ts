/** PATCH in its four forms. */
import type { KubeObject } from '@moorage/kube/objects';
import { apiVersionOf } from '@moorage/kube/objects';
import { planApply } from '../apply/managed-fields.ts';
import { isKubeObject, isObject } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { timestamp } from '../objects/metadata.ts';
import type { WriteRequest } from '../objects/objects.ts';
import { readScale, writeScale } from '../objects/scale.ts';
import { loadJsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMergePatch } from '../patch/strategic.ts';
import { refuse } from '../refusal.ts';
import { definitionKind } from '../kinds/definition.kind.ts';
import { contentType, isTrue, readBody, sendJson, type Exchange } from './exchange.ts';
import { sendObject, type ReadDeps, type Target } from './read.ts';

export type NamedTarget = Target & { readonly name: string };

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

const keyOf = ({ name, namespace }: NamedTarget) => ({ name, ...(namespace === undefined ? {} : { namespace }) });

function asObject(value: unknown): KubeObject {
  if (!isKubeObject(value)) throw refuse('Invalid', 'the patch leaves an object without apiVersion, kind or metadata');
  return value;
}

type Patcher = (current: unknown) => unknown;

async function patcherOf(kind: Kind, type: string, body: unknown): Promise<Patcher> {
  if (type === patchTypes.json) {
    const apply = await loadJsonPatch();
    if (!Array.isArray(body)) throw refuse('BadRequest', 'a JSON patch is a list of operations');
    return (current) => apply(current, body);
  }
  if (!isObject(body)) throw refuse('BadRequest', 'the patch must be an object');
  if (type === patchTypes.merge) return (current) => mergePatch(current, body);
  const isStructured = !kind.isCustom && kind !== definitionKind;
  if (type === patchTypes.strategic && isStructured)
    return (current) => (isObject(current) ? strategicMergePatch(kind.schema, current, body) : body);
  if (type === patchTypes.strategic && kind === definitionKind) return (current) => mergePatch(current, body);
  const accepted = Object.values(patchTypes).filter((item) => item !== patchTypes.strategic || isStructured);
  throw refuse(
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** The part of an applied object that this endpoint may change. */
function scopeOf(kind: Kind, applied: KubeObject, subresource: string | undefined): KubeObject {
  if (subresource === 'status') {
    const { apiVersion, kind: name, metadata, status } = applied;
    return { apiVersion, kind: name, metadata: { name: metadata.name }, ...(status === undefined ? {} : { status }) };
  }
  if (!kind.hasStatus) return applied;
  const { status: _status, ...rest } = applied;
  return { ...rest };
}

function applyObject(
  deps: ReadDeps,
  exchange: Exchange,
  target: NamedTarget,
  wished: { body: unknown; request: WriteRequest },
): { status: number; object: KubeObject } {
  const { kind, subresource } = target;
  const { request } = wished;
  const applied = asObject(wished.body);
  if (request.manager === undefined)
    throw refuse('Invalid', 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch');
  if (applied.metadata.managedFields !== undefined && applied.metadata.managedFields.length > 0)
    throw refuse('BadRequest', 'metadata.managedFields must be nil');
  if ((applied.metadata.name ?? target.name) !== target.name)
    throw refuse('BadRequest', 'the name of the object does not match the name on the URL');
  applied.metadata.name = target.name;
  if (target.namespace !== undefined) applied.metadata.namespace = target.namespace;
  const live = deps.objects.find(kind, keyOf(target));
  const { uid, resourceVersion } = applied.metadata;
  const plan = planApply({
    schema: kind.schema,
    live,
    applied: scopeOf(kind, applied, subresource),
    force: isTrue(exchange.query, 'force'),
    writer: { manager: request.manager, apiVersion: apiVersionOf(kind.resource), subresource, now: timestamp(deps.clock.now()) },
  });
  if (plan.kind === 'conflicts') {
    const count = plan.causes.length;
    const texts = plan.causes.map((item) => `${item.message}: ${item.field ?? ''}`);
    const text = count === 1 ? `conflict: ${texts[0] ?? ''}` : `conflicts: ${texts.join('\n- ')}`;
    throw refuse('Conflict', `Apply failed with ${count} ${text}`, { causes: plan.causes });
  }
  const options = { ...request, managedFields: [...plan.managedFields] };
  if (live === undefined) {
    if (subresource !== undefined) deps.objects.get(kind, keyOf(target));
    return { status: 201, object: deps.objects.create(kind, plan.object, options) };
  }
  const checked = {
    ...plan.object,
    metadata: {
      ...plan.object.metadata,
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
  };
  return { status: 200, object: deps.objects.update(kind, keyOf(target), () => checked, options) };
}

export async function handlePatch(deps: ReadDeps, exchange: Exchange, target: NamedTarget, request: WriteRequest): Promise<void> {
  const { kind, subresource } = target;
  const type = contentType(exchange.request);
  const body = await readBody(exchange);
  if (subresource === 'scale') {
    const patch = await patcherOf({ ...kind, isCustom: true }, type === patchTypes.strategic ? patchTypes.merge : type, body);
    const object = deps.objects.update(
      kind,
      keyOf(target),
      (current) => writeScale(kind, current, asObject(patch(readScale(kind, current)))),
      request,
    );
    return sendJson(exchange, 200, readScale(kind, object));
  }
  if (type === patchTypes.apply) return sendObject(deps, exchange, kind, applyObject(deps, exchange, target, { body, request }));
  const patch = await patcherOf(kind, type, body);
  const object = deps.objects.update(kind, keyOf(target), (current) => asObject(patch(current)), request);
  return sendObject(deps, exchange, kind, { status: 200, object });
}
