/** The core group without pods and services: namespaces, nodes, configuration, accounts, events, quotas. */
import type { KubeObject } from '@moorage/kube/objects';
import { isObject, objectsAt, stringAt, stringsAt } from '../json.ts';
import { invalidValue, type StatusCause } from '../refusal.ts';
import {
  anything,
  boolean,
  integer,
  keyed,
  list,
  map,
  object,
  openObject,
  quantity,
  set,
  string,
  time,
} from '../schema/schema.ts';
import { age, conditionOf, countOf } from './cells.ts';
import { column, defineKind, nameColumn, pathColumn } from './define.ts';
import type { Kind } from './kind.ts';
import { conditions, objectReference } from './pod.schema.ts';

function nodeRoles(labels: Record<string, string> | undefined): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(labels ?? {})
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
  return roles.length === 0 ? '<none>' : roles.sort().join(',');
}

const addressOf = (node: unknown, type: string): string =>
  stringAt(
    objectsAt(node, 'status', 'addresses').find((item) => item['type'] === type),
    'address',
  ) ?? '<none>';

function nodeStatus(node: unknown): string {
  const ready = conditionOf(node, 'Ready')?.['status'];
  const text = ready === 'True' ? 'Ready' : ready === undefined ? 'Unknown' : 'NotReady';
  return isObject(node) && isObject(node['spec']) && node['spec']['unschedulable'] === true ? `${text},SchedulingDisabled` : text;
}

const namespace = defineKind({
  group: '',
  kind: 'Namespace',
  plural: 'namespaces',
  namespaced: false,
  short: ['ns'],
  nameRule: 'label',
  description: 'A scope for names, in which most objects live.',
  fields: { spec: object({ finalizers: list(string()) }), status: object({ phase: string(), conditions }) },
  selectable: ['status.phase'],
  subresources: ['finalize'],
  columns: [pathColumn('Status', 'status.phase')],
  rules: {
    prepare(item, { previous }) {
      item.metadata.labels = { ...item.metadata.labels, 'kubernetes.io/metadata.name': item.metadata.name };
      if (previous !== undefined) return;
      item.spec = { finalizers: ['kubernetes'] };
      item.status = { phase: 'Active' };
    },
  },
});

const node = defineKind({
  group: '',
  kind: 'Node',
  plural: 'nodes',
  namespaced: false,
  short: ['no'],
  description: 'A machine on which pods run.',
  fields: {
    spec: object({
      podCIDR: string(),
      podCIDRs: set(string()),
      providerID: string(),
      unschedulable: boolean(),
      externalID: string(),
      configSource: anything(),
      taints: list(object({ 'key!': string(), value: string(), 'effect!': string(), timeAdded: time() })),
    }),
    status: object({
      capacity: map(quantity()),
      allocatable: map(quantity()),
      phase: string(),
      conditions,
      addresses: list(object({ 'type!': string(), 'address!': string() })),
      nodeInfo: openObject(),
      daemonEndpoints: openObject(),
      images: list(openObject()),
      volumesInUse: list(string()),
      volumesAttached: list(openObject()),
      config: anything(),
      runtimeHandlers: anything(),
      features: anything(),
    }),
  },
  selectable: ['spec.unschedulable'],
  columns: [
    column('Status', nodeStatus),
    column('Roles', (item) => nodeRoles(item.metadata.labels)),
    column('Version', (item) => stringAt(item, 'status', 'nodeInfo', 'kubeletVersion') ?? ''),
    column('Internal-IP', (item) => addressOf(item, 'InternalIP'), 1),
    column('External-IP', (item) => addressOf(item, 'ExternalIP'), 1),
    pathColumn('OS-Image', 'status.nodeInfo.osImage', { priority: 1, empty: '<unknown>' }),
    pathColumn('Kernel-Version', 'status.nodeInfo.kernelVersion', { priority: 1, empty: '<unknown>' }),
    pathColumn('Container-Runtime', 'status.nodeInfo.containerRuntimeVersion', { priority: 1, empty: '<unknown>' }),
  ],
});

const maxDataBytes = 1_048_576;

/** Keys become names of files. */
function badKeys(item: KubeObject, field: string): StatusCause[] {
  const keys = isObject(item[field]) ? Object.keys(item[field]) : [];
  return keys
    .filter((key) => key.length > 253 || !/^[-._a-zA-Z0-9]+$/.test(key) || /^\.\.?$|^\.\./.test(key))
    .map((key) => invalidValue(`${field}[${key}]`, key, 'a valid key consists of alphanumeric characters, `-`, `_` or `.`'));
}

const configMap = defineKind({
  group: '',
  kind: 'ConfigMap',
  plural: 'configmaps',
  short: ['cm'],
  description: 'Configuration for pods.',
  fields: {
    data: map(string(), { description: 'Texts by key.' }),
    binaryData: map(string({ format: 'byte' }), { description: 'Bytes in base64, by key.' }),
    immutable: boolean({ description: 'When true the data cannot be changed any more.' }),
  },
  columns: [{ name: 'Data', type: 'string', cell: (item) => String(countOf(item['data']) + countOf(item['binaryData'])) }],
  rules: {
    check: (item, previous) => [
      ...badKeys(item, 'data'),
      ...badKeys(item, 'binaryData'),
      ...(JSON.stringify(item['data'] ?? {}).length > maxDataBytes * 1.2
        ? [invalidValue('data', '', `must have at most ${maxDataBytes} bytes`)]
        : []),
      ...(previous?.['immutable'] === true && JSON.stringify(previous['data']) !== JSON.stringify(item['data'])
        ? [invalidValue('data', '', 'field is immutable when `immutable` is set')]
        : []),
    ],
  },
});

const secret = defineKind({
  group: '',
  kind: 'Secret',
  plural: 'secrets',
  description: 'Confidential configuration for pods.',
  fields: {
    data: map(string({ format: 'byte' }), { description: 'Bytes in base64, by key.' }),
    stringData: map(string(), { description: 'Texts by key; merged into `data` on write and never read back.' }),
    type: string({ default: 'Opaque', description: 'What the secret is for.' }),
    immutable: boolean(),
  },
  selectable: ['type'],
  columns: [pathColumn('Type', 'type'), { name: 'Data', type: 'string', cell: (item) => String(countOf(item['data'])) }],
  rules: {
    immutable: ['type'],
    check: (item) => badKeys(item, 'data'),
    prepare(item) {
      const texts = item['stringData'];
      if (!isObject(texts)) return;
      const encoded = Object.entries(texts).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')]);
      item['data'] = { ...(isObject(item['data']) ? item['data'] : {}), ...Object.fromEntries(encoded) };
      delete item['stringData'];
    },
  },
});

const serviceAccount = defineKind({
  group: '',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  short: ['sa'],
  description: 'An identity for processes in pods.',
  fields: {
    secrets: keyed(['name'], objectReference),
    imagePullSecrets: list(object({ name: string() })),
    automountServiceAccountToken: boolean(),
  },
  columns: [{ name: 'Secrets', type: 'string', cell: (item) => String(countOf(item['secrets'])) }],
});

const endpoints = defineKind({
  group: '',
  kind: 'Endpoints',
  plural: 'endpoints',
  short: ['ep'],
  description: 'The addresses behind a service.',
  fields: {
    subsets: list(
      object({
        addresses: list(object({ 'ip!': string(), hostname: string(), nodeName: string(), targetRef: objectReference })),
        notReadyAddresses: list(object({ 'ip!': string(), hostname: string(), nodeName: string(), targetRef: objectReference })),
        ports: list(object({ name: string(), 'port!': integer(), protocol: string({ default: 'TCP' }), appProtocol: string() })),
      }),
    ),
  },
  columns: [
    column('Endpoints', (item) => {
      const all = objectsAt(item, 'subsets').flatMap((subset) => {
        const ports = objectsAt(subset, 'ports').map((port) => `:${String(port['port'])}`);
        return objectsAt(subset, 'addresses').flatMap((address) =>
          (ports.length === 0 ? [''] : ports).map((port) => `${String(address['ip'])}${port}`),
        );
      });
      if (all.length === 0) return '<none>';
      return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',');
    }),
  ],
});

const persistentVolume = defineKind({
  group: '',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  namespaced: false,
  short: ['pv'],
  description: 'A piece of storage in the cluster.',
  fields: {
    spec: openObject({
      properties: {
        capacity: map(quantity()),
        accessModes: list(string()),
        claimRef: objectReference,
        storageClassName: string(),
        persistentVolumeReclaimPolicy: string({ default: 'Retain' }),
        volumeMode: string({ default: 'Filesystem' }),
        mountOptions: list(string()),
      },
    }),
    status: object({
      phase: string(),
      message: string(),
      reason: string(),
      lastPhaseTransitionTime: time(),
    }),
  },
  columns: [
    pathColumn('Capacity', 'spec.capacity.storage', { empty: '' }),
    column('Access Modes', (item) => accessModes(stringsAt(item, 'spec', 'accessModes'))),
    pathColumn('Reclaim Policy', 'spec.persistentVolumeReclaimPolicy', { empty: '' }),
    pathColumn('Status', 'status.phase', { empty: '' }),
    column('Claim', (item) => {
      const name = stringAt(item, 'spec', 'claimRef', 'name');
      return name === undefined ? '' : `${stringAt(item, 'spec', 'claimRef', 'namespace') ?? ''}/${name}`;
    }),
    pathColumn('StorageClass', 'spec.storageClassName', { empty: '' }),
    pathColumn('VolumeMode', 'spec.volumeMode', { priority: 1 }),
  ],
  rules: {
    prepare(item, { previous }) {
      if (previous === undefined) item.status = { phase: 'Pending' };
    },
  },
});

/** `RWO,ROX` from the long names. */
export function accessModes(modes: readonly string[]): string {
  const short: Record<string, string> = {
    ReadWriteOnce: 'RWO',
    ReadOnlyMany: 'ROX',
    ReadWriteMany: 'RWX',
    ReadWriteOncePod: 'RWOP',
  };
  return modes.map((mode) => short[mode] ?? mode).join(',');
}

const amounts = (value: unknown): string =>
  isObject(value)
    ? Object.entries(value)
        .map(([key, item]) => `${key}: ${String(item)}`)
        .join(', ')
    : '';

const resourceQuota = defineKind({
  group: '',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  short: ['quota'],
  description: 'Limits on what a namespace may use in sum.',
  fields: {
    spec: object({ hard: map(quantity()), scopes: list(string()), scopeSelector: openObject() }),
    status: object({ hard: map(quantity()), used: map(quantity()) }),
  },
  columns: [column('Request', (item) => amounts(isObject(item.spec) ? item.spec['hard'] : undefined))],
});

const limitRange = defineKind({
  group: '',
  kind: 'LimitRange',
  plural: 'limitranges',
  short: ['limits'],
  description: 'Limits and defaults for each pod or container of a namespace.',
  fields: {
    spec: object({
      limits: list(
        object({
          'type!': string(),
          max: map(quantity()),
          min: map(quantity()),
          default: map(quantity()),
          defaultRequest: map(quantity()),
          maxLimitRequestRatio: map(quantity()),
        }),
      ),
    }),
  },
  allColumns: [nameColumn, { name: 'Created At', type: 'date', cell: (item, now) => age(item.metadata.creationTimestamp, now) }],
});

export const coreKinds: readonly Kind[] = [
  namespace,
  node,
  configMap,
  secret,
  serviceAccount,
  endpoints,
  persistentVolume,
  resourceQuota,
  limitRange,
];
