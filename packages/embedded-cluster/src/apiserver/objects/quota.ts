/** Resource quotas: object counts that a namespace may not exceed. */
import type { KubeObject } from '@moorage/kube/objects';
import { isObject, objectAt } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { refuse } from '../refusal.ts';
import type { Store } from '../store/store.ts';

const quotaBucket = '/resourcequotas';

/** Names under which a quota may count objects of the kind. */
function countNames(kind: Kind): string[] {
  const { group, plural } = kind.resource;
  return [`count/${plural}${group === '' ? '' : `.${group}`}`, ...(group === '' ? [plural] : [])];
}

/** Refuses an object that would be one too many. */
export function checkQuota(store: Store, kind: Kind, object: KubeObject): void {
  const { namespace, name } = object.metadata;
  if (namespace === undefined) return;
  for (const quota of store.list(quotaBucket, namespace)) {
    const hard = objectAt(quota, 'spec', 'hard');
    if (!isObject(hard)) continue;
    for (const count of countNames(kind)) {
      const limit = Number(hard[count]);
      if (hard[count] === undefined || Number.isNaN(limit)) continue;
      const used = store.list(kind.bucket, namespace).length;
      if (used + 1 <= limit) continue;
      const text = `exceeded quota: ${quota.metadata.name}, requested: ${count}=1, used: ${count}=${used}, limited: ${count}=${limit}`;
      throw refuse('Forbidden', `${kind.resource.plural} "${name}" is forbidden: ${text}`, { name, kind: kind.resource.plural });
    }
  }
}
