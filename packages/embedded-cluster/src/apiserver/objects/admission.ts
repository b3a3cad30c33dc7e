/** What an object must be before its content is looked at: of the right kind, in a living namespace, with a free name, not outdated. */
import type { Ids } from '@moorage/core/ids';
import type { KubeObject } from '@moorage/kube/objects';
import { apiVersionOf } from '@moorage/kube/objects';
import type { Kind } from '../kinds/kind.ts';
import { generatedName } from '../names.ts';
import { alreadyExists, conflict, invalid, notFound, refuse, required } from '../refusal.ts';
import type { Store } from '../store/store.ts';

export const namespaceBucket = '/namespaces';

export function checkType(kind: Kind, object: KubeObject): void {
  const expected = apiVersionOf(kind.resource);
  if (object.kind === kind.resource.kind && object.apiVersion === expected) return;
  const given = `the object provided is ${object.apiVersion} ${object.kind}`;
  throw refuse('BadRequest', `${given}, this path takes ${expected} ${kind.resource.kind}`);
}

/** Refuses a namespace that is absent or ending. */
export function checkNamespace(store: Store, kind: Kind, object: KubeObject): void {
  const { namespace, name } = object.metadata;
  if (!kind.resource.namespaced) {
    delete object.metadata.namespace;
    return;
  }
  if (namespace === undefined || namespace === '') throw invalid(kind.resource, name, [required('metadata.namespace')]);
  const scope = store.get(namespaceBucket, { name: namespace });
  if (scope === undefined) throw notFound({ group: '', plural: 'namespaces', kind: 'Namespace' }, namespace);
  if (scope.metadata.deletionTimestamp === undefined) return;
  const what = `${kind.resource.plural} "${name}" is forbidden`;
  const why = `namespace ${namespace} is being terminated`;
  throw refuse('Forbidden', `${what}: unable to create new content in namespace ${namespace} because it is being terminated`, {
    name,
    kind: kind.resource.plural,
    causes: [{ reason: 'NamespaceTerminating', message: why, field: 'metadata.namespace' }],
  });
}

/** Sees to a free name, made from the prefix where only that is given. */
export function nameNew(store: Store, ids: Ids, kind: Kind, object: KubeObject): void {
  const { metadata } = object;
  const prefix = metadata.generateName ?? '';
  if ((metadata.name ?? '') === '' && prefix !== '') {
    do metadata.name = generatedName(prefix, ids.name(5));
    while (store.get(kind.bucket, metadata) !== undefined);
  }
  if ((metadata.name ?? '') === '') {
    throw invalid(kind.resource, '', [required('metadata.name', 'name or generateName is required')]);
  }
  if (store.get(kind.bucket, metadata) !== undefined) throw alreadyExists(kind.resource, metadata.name);
}

/** Refuses a write that was meant for another object or an older version. */
export function checkPreconditions(kind: Kind, previous: KubeObject, wished: KubeObject): void {
  const { name, uid: presentUid = '' } = previous.metadata;
  const { resourceVersion = '', uid = '' } = wished.metadata;
  if (uid !== '' && uid !== presentUid) {
    throw conflict(kind.resource, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${presentUid}`);
  }
  if (resourceVersion === '' || resourceVersion === previous.metadata.resourceVersion) return;
  const why = 'the object has been modified; please apply your changes to the latest version and try again';
  throw conflict(kind.resource, name, why);
}
