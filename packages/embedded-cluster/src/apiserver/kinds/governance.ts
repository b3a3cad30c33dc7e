/** Rules about others: disruption budgets, autoscaling, leases, RBAC, storage and priority classes. */
import type { KubeObject } from '@moorage/kube/objects';
import { numberAt, objectsAt, stringAt } from '../json.ts';
import { required } from '../refusal.ts';
import { boolean, integer, intOrString, list, long, map, object, string, time } from '../schema/schema.ts';
import { age } from './cells.ts';
import { column, defineKind, nameColumn, pathColumn } from './define.ts';
import type { Kind } from './kind.ts';
import { conditions, labelSelector } from './pod.schema.ts';

const disruptionBudget = defineKind({
  group: 'policy',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  short: ['pdb'],
  description: 'How many pods of a set may be missing by will at one time.',
  fields: {
    spec: object({
      minAvailable: intOrString(),
      maxUnavailable: intOrString(),
      selector: labelSelector,
      unhealthyPodEvictionPolicy: string(),
    }),
    status: object({
      observedGeneration: long(),
      disruptionsAllowed: integer({ default: 0 }),
      currentHealthy: integer({ default: 0 }),
      desiredHealthy: integer({ default: 0 }),
      expectedPods: integer({ default: 0 }),
      disruptedPods: map(time()),
      conditions,
    }),
  },
  columns: [
    pathColumn('Min Available', 'spec.minAvailable', { empty: 'N/A' }),
    pathColumn('Max Unavailable', 'spec.maxUnavailable', { empty: 'N/A' }),
    column('Allowed Disruptions', (item) => numberAt(item, 'status', 'disruptionsAllowed') ?? 0),
  ],
});

const lease = defineKind({
  group: 'coordination.k8s.io',
  kind: 'Lease',
  plural: 'leases',
  description: 'Who holds something at the moment, such as leadership.',
  fields: {
    spec: object({
      holderIdentity: string(),
      leaseDurationSeconds: integer({ minimum: 1 }),
      acquireTime: time(),
      renewTime: time(),
      leaseTransitions: integer(),
      strategy: string(),
      preferredHolder: string(),
    }),
  },
  columns: [pathColumn('Holder', 'spec.holderIdentity', { empty: '' })],
});

const policyRules = list(
  object({
    'verbs!': list(string()),
    apiGroups: list(string()),
    resources: list(string()),
    resourceNames: list(string()),
    nonResourceURLs: list(string()),
  }),
  { description: 'What is allowed.' },
);
const subjects = list(
  object(
    { 'kind!': string(), apiGroup: string(), 'name!': string(), namespace: string() },
    { 'x-kubernetes-map-type': 'atomic' },
  ),
);
const roleRef = object(
  { apiGroup: string({ default: 'rbac.authorization.k8s.io' }), 'kind!': string(), 'name!': string() },
  { 'x-kubernetes-map-type': 'atomic' },
);
const createdAt = { name: 'Created At', type: 'date', cell: (item: KubeObject) => item.metadata.creationTimestamp } as const;
const roleColumn = column(
  'Role',
  (item) => `${stringAt(item, 'roleRef', 'kind') ?? ''}/${stringAt(item, 'roleRef', 'name') ?? ''}`,
);
const subjectColumns = [
  ['Users', 'User'],
  ['Groups', 'Group'],
  ['ServiceAccounts', 'ServiceAccount'],
].map(([name = '', kind]) =>
  column(
    name,
    (item) => {
      const found = objectsAt(item, 'subjects').filter((entry) => entry['kind'] === kind);
      return found
        .map((entry) =>
          kind === 'ServiceAccount' ? `${String(entry['namespace'])}/${String(entry['name'])}` : String(entry['name']),
        )
        .join(', ');
    },
    1,
  ),
);

const rbac = (kind: string, plural: string, isCluster: boolean, isBinding: boolean): Kind =>
  defineKind({
    group: 'rbac.authorization.k8s.io',
    kind,
    plural,
    namespaced: !isCluster,
    nameRule: 'path',
    description: isBinding ? 'Gives a role to users, groups or service accounts.' : 'A set of permissions.',
    fields: isBinding
      ? { subjects, 'roleRef!': roleRef }
      : { rules: policyRules, ...(isCluster ? { aggregationRule: object({ clusterRoleSelectors: list(labelSelector) }) } : {}) },
    ...(isBinding ? { columns: [roleColumn, ...subjectColumns] } : { allColumns: [nameColumn, createdAt] }),
    rules: isBinding ? { immutable: ['roleRef'] } : {},
  });

const storageClass = defineKind({
  group: 'storage.k8s.io',
  kind: 'StorageClass',
  plural: 'storageclasses',
  namespaced: false,
  short: ['sc'],
  description: 'A kind of storage and who provides it.',
  fields: {
    'provisioner!': string(),
    parameters: map(string()),
    reclaimPolicy: string({ default: 'Delete' }),
    mountOptions: list(string()),
    allowVolumeExpansion: boolean(),
    volumeBindingMode: string({ default: 'Immediate' }),
    allowedTopologies: list(object({ matchLabelExpressions: list(object({ 'key!': string(), 'values!': list(string()) })) })),
  },
  allColumns: [
    column('Name', (item) => {
      const isDefault = item.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
      return isDefault ? `${item.metadata.name} (default)` : item.metadata.name;
    }),
    pathColumn('Provisioner', 'provisioner'),
    pathColumn('ReclaimPolicy', 'reclaimPolicy'),
    pathColumn('VolumeBindingMode', 'volumeBindingMode'),
    column('AllowVolumeExpansion', (item) => String(item['allowVolumeExpansion'] === true)),
    column('Age', (item, now) => age(item.metadata.creationTimestamp, now)),
  ],
  rules: { immutable: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'] },
});

const priorityClass = defineKind({
  group: 'scheduling.k8s.io',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  namespaced: false,
  short: ['pc'],
  description: 'How important pods are.',
  fields: {
    'value!': integer(),
    globalDefault: boolean(),
    description: string(),
    preemptionPolicy: string({ default: 'PreemptLowerPriority' }),
  },
  columns: [
    pathColumn('Value', 'value'),
    column('Global-Default', (item) => String(item['globalDefault'] === true)),
    pathColumn('PreemptionPolicy', 'preemptionPolicy'),
  ],
  rules: { immutable: ['value', 'preemptionPolicy'], check: (item) => (item['value'] === undefined ? [required('value')] : []) },
});

export const governanceKinds: readonly Kind[] = [
  disruptionBudget,
  lease,
  rbac('Role', 'roles', false, false),
  rbac('RoleBinding', 'rolebindings', false, true),
  rbac('ClusterRole', 'clusterroles', true, false),
  rbac('ClusterRoleBinding', 'clusterrolebindings', true, true),
  storageClass,
  priorityClass,
];
