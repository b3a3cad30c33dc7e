/** The secrets that the server pushes or a store's operator fills for us: kept without their data, which nobody here needs to know. */
import { createHash } from 'node:crypto';
import type { KubeObject } from '@moorage/kube/objects';

const dataHash = 'reconcile.external-secrets.io/data-hash';

export interface TargetSecret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
  /** Changes with the data. */
  readonly version?: string;
}

/**
 * Drops the data and keeps a text that changes with it. The text ends up on pods, which more people may read than secrets; hashed
 * together with the uid of the object it tells nothing by comparison with known values.
 */
export function versionOnly(secret: TargetSecret): TargetSecret {
  const { apiVersion, kind, metadata, data = {} } = secret;
  const { name, namespace, uid, resourceVersion, labels, ownerReferences } = metadata;
  const content = metadata.annotations?.[dataHash] ?? Object.entries(data).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const version = createHash('sha256')
    .update(JSON.stringify([uid, content]))
    .digest('hex')
    .slice(0, 16);
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(labels === undefined ? {} : { labels }),
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
    },
    version,
  };
}
