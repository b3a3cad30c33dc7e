/**
 * Namespaces: what a new one gets, and how one ends.
 *
 * A new namespace gets the service account `default` and, where the cluster has one, the root certificate. One that is
 * being deleted first loses its content, kind by kind; it stays in phase Terminating, saying what remains, until nothing
 * does. Then the `kubernetes` finalizer is taken off and the API server removes it.
 */
import type { KubeObject } from '@moorage/kube/objects';
import { type Action, removal } from '../framework/actions.ts';
import { withCondition, type Conditions } from '../framework/conditions.ts';
import { kinds } from '../framework/kinds.ts';
import type { Namespace } from '../framework/model.ts';
import type { Located } from '../garbage/garbage.plan.ts';

export const namespaceFinalizer = 'kubernetes';

export interface NamespaceObserved {
  readonly namespace: Namespace;
  /** Everything in it. */
  readonly content: readonly Located[];
  readonly now: Date;
}

/** What is missing of the objects that every namespace has. */
export function planDefaults(namespace: Namespace, present: ReadonlySet<string>, rootCertificate: string | undefined): Action[] {
  const account: KubeObject = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: namespace.metadata.name },
  };
  const certificate: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kube-root-ca.crt', namespace: namespace.metadata.name },
    data: { 'ca.crt': rootCertificate },
  };
  const wantsCertificate = rootCertificate !== undefined && !present.has('ConfigMap/kube-root-ca.crt');
  return [
    ...(present.has('ServiceAccount/default')
      ? []
      : [{ kind: 'create', resource: kinds.serviceAccount, object: account } as const]),
    ...(wantsCertificate ? [{ kind: 'create', resource: kinds.configMap, object: certificate } as const] : []),
  ];
}

function countBy(content: readonly Located[], key: (each: Located) => readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of content.flatMap(key)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} has ${count} resource instances`).join(', ');
}

/** The conditions that tell what the deletion waits for. */
export function terminationConditions(observed: NamespaceObserved): Conditions {
  const { content, now, namespace } = observed;
  const before = namespace.status?.conditions ?? [];
  const resource = countBy(content, (each) => [`${each.resource.plural}.${each.resource.group}`]);
  const finalizers = countBy(content, (each) => each.object.metadata.finalizers ?? []);
  const remaining = withCondition(
    before,
    content.length === 0
      ? {
          type: 'NamespaceContentRemaining',
          status: 'False',
          reason: 'ContentRemoved',
          message: 'All content successfully removed',
        }
      : {
          type: 'NamespaceContentRemaining',
          status: 'True',
          reason: 'SomeResourcesRemain',
          message: `Some resources are remaining: ${resource}`,
        },
    now,
  );
  return withCondition(
    remaining,
    finalizers === ''
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'False',
          reason: 'ContentHasNoFinalizers',
          message: 'All content-preserving finalizers finished',
        }
      : {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${finalizers}`,
        },
    now,
  );
}

/** The next steps of a namespace that is being deleted. */
export function planTermination(observed: NamespaceObserved): readonly Action[] {
  const { namespace, content } = observed;
  const key = { name: namespace.metadata.name };
  const conditions = terminationConditions(observed);
  const status: Action = { kind: 'status', resource: kinds.namespace, key, status: { phase: 'Terminating', conditions } };
  if (content.length > 0) {
    const live = content.filter((each) => each.object.metadata.deletionTimestamp === undefined);
    return [...live.map((each) => removal(each.resource, each.object, { propagation: 'Background' })), status];
  }
  const finalizers = (namespace.spec?.finalizers ?? []).filter((each) => each !== namespaceFinalizer);
  return [status, { kind: 'patch', resource: kinds.namespace, key, patch: { spec: { finalizers } } }];
}
