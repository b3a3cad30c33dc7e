/** Pods, services and claims: what runs, how it is reached and what it keeps. */
import type { KubeObject } from '@moorage/kube/objects';
import { at, equal, isObject, objectsAt, stringAt, stringsAt } from '../json.ts';
import { forbiddenField, invalidValue, required, type StatusCause } from '../refusal.ts';
import {
  as,
  boolean,
  integer,
  intOrString,
  keyed,
  list,
  map,
  object,
  oneOf,
  quantity,
  string,
  type Schema,
} from '../schema/schema.ts';
import { mapText, portsText } from './cells.ts';
import { accessModes } from './core.ts';
import { column, defineKind, pathColumn } from './define.ts';
import type { Kind, Preparation } from './kind.ts';
import { podReadinessGatesText, podReadyText, podRestartsText, podStatusText } from './pod.cells.ts';
import { checkPod, preparePod } from './pod.rules.ts';
import { conditions, podSpec, podStatus } from './pod.schema.ts';
import { claimSpec } from './volume.schema.ts';

const pod = defineKind({
  group: '',
  kind: 'Pod',
  plural: 'pods',
  short: ['po'],
  categories: ['all'],
  description: 'Containers that run together on one node.',
  fields: { spec: podSpec, status: podStatus },
  selectable: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  subresources: ['log', 'exec', 'attach', 'portforward', 'eviction', 'binding', 'ephemeralcontainers'],
  columns: [
    column('Ready', podReadyText),
    column('Status', podStatusText),
    column('Restarts', podRestartsText),
    column('IP', (item) => stringAt(item, 'status', 'podIP') ?? '<none>', 1),
    column('Node', (item) => stringAt(item, 'spec', 'nodeName') ?? '<none>', 1),
    column('Nominated Node', (item) => stringAt(item, 'status', 'nominatedNodeName') ?? '<none>', 1),
    column('Readiness Gates', podReadinessGatesText, 1),
  ],
  rules: { prepare: preparePod, check: checkPod },
});

const servicePort: Schema = object({
  name: string({ description: 'Name of the port; required when there are several.' }),
  'port!': integer({ minimum: 1, maximum: 65_535, description: 'Port on which the service is reached.' }),
  protocol: as(oneOf('TCP', 'UDP', 'SCTP'), { default: 'TCP' }),
  targetPort: intOrString({ description: 'Number or name of the port of the pods; the same number by default.' }),
  nodePort: integer(),
  appProtocol: string(),
});

const isHeadless = (spec: unknown): boolean => at(spec, 'clusterIP') === 'None' || at(spec, 'type') === 'ExternalName';

function prepareService(service: KubeObject, { previous, allocateServiceAddress }: Preparation): void {
  const spec = service.spec;
  if (!isObject(spec)) return;
  for (const port of objectsAt(spec, 'ports')) port['targetPort'] ??= port['port'];
  if (spec['type'] === 'ExternalName') return;
  if (spec['clusterIP'] === '') delete spec['clusterIP'];
  spec['clusterIP'] ??= stringAt(previous, 'spec', 'clusterIP');
  if (!isHeadless(spec) && stringAt(previous, 'spec', 'clusterIP') !== spec['clusterIP']) {
    spec['clusterIP'] = allocateServiceAddress(stringAt(spec, 'clusterIP'));
  }
  spec['clusterIP'] ??= allocateServiceAddress();
  spec['clusterIPs'] = [spec['clusterIP']];
  spec['ipFamilies'] = ['IPv4'];
  spec['ipFamilyPolicy'] = 'SingleStack';
  if (previous === undefined) service.status = { loadBalancer: {} };
}

function checkService(service: KubeObject, previous: KubeObject | undefined): StatusCause[] {
  const ports = objectsAt(service, 'spec', 'ports');
  const found: StatusCause[] = [];
  const before = stringAt(previous, 'spec', 'clusterIP');
  const type = stringAt(service, 'spec', 'type');
  if (ports.length === 0 && !isHeadless(service.spec)) found.push(required('spec.ports'));
  if (type === 'ExternalName' && stringAt(service, 'spec', 'externalName') === undefined)
    found.push(required('spec.externalName'));
  if (ports.length > 1)
    found.push(...ports.flatMap((port, index) => (port['name'] === undefined ? [required(`spec.ports[${index}].name`)] : [])));
  if (before !== undefined && type !== 'ExternalName' && before !== stringAt(service, 'spec', 'clusterIP')) {
    found.push(invalidValue('spec.clusterIPs[0]', at(service, 'spec', 'clusterIP'), 'may not change once set'));
  }
  return found;
}

function externalAddress(item: KubeObject): string {
  const external = stringsAt(item, 'spec', 'externalIPs');
  if (stringAt(item, 'spec', 'type') === 'ExternalName') return stringAt(item, 'spec', 'externalName') ?? '<none>';
  const balanced = objectsAt(item, 'status', 'loadBalancer', 'ingress').map((entry) => entry['ip'] ?? entry['hostname']);
  const all = [...balanced, ...external];
  if (all.length > 0) return all.join(',');
  return stringAt(item, 'spec', 'type') === 'LoadBalancer' ? '<pending>' : '<none>';
}

const service = defineKind({
  group: '',
  kind: 'Service',
  plural: 'services',
  short: ['svc'],
  categories: ['all'],
  nameRule: 'service',
  description: 'A stable address for a set of pods.',
  fields: {
    spec: object({
      type: as(oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'), { default: 'ClusterIP' }),
      selector: map(string(), { 'x-kubernetes-map-type': 'atomic', description: 'Labels of the pods behind the service.' }),
      ports: keyed(['port', 'protocol'], servicePort, { description: 'Ports of the service.' }),
      clusterIP: string({ description: 'Address of the service; `None` for a headless one.' }),
      clusterIPs: list(string()),
      externalIPs: list(string()),
      externalName: string(),
      externalTrafficPolicy: string(),
      internalTrafficPolicy: string({ default: 'Cluster' }),
      ipFamilies: list(string()),
      ipFamilyPolicy: string(),
      sessionAffinity: string({ default: 'None' }),
      sessionAffinityConfig: object({ clientIP: object({ timeoutSeconds: integer() }) }),
      publishNotReadyAddresses: boolean(),
      healthCheckNodePort: integer(),
      loadBalancerIP: string(),
      loadBalancerClass: string(),
      loadBalancerSourceRanges: list(string()),
      allocateLoadBalancerNodePorts: boolean(),
      trafficDistribution: string(),
    }),
    status: object({
      loadBalancer: object({
        ingress: list(
          object({
            ip: string(),
            hostname: string(),
            ipMode: string(),
            ports: list(object({ port: integer(), protocol: string(), error: string() })),
          }),
        ),
      }),
      conditions,
    }),
  },
  selectable: ['spec.clusterIP', 'spec.type'],
  columns: [
    pathColumn('Type', 'spec.type'),
    pathColumn('Cluster-IP', 'spec.clusterIP'),
    column('External-IP', externalAddress),
    column('Port(s)', (item) => portsText(objectsAt(item, 'spec', 'ports'))),
    column('Selector', (item) => mapText(at(item, 'spec', 'selector')), 1),
  ],
  rules: { prepare: prepareService, check: checkService },
});

const claim = defineKind({
  group: '',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  short: ['pvc'],
  description: 'A request for storage.',
  fields: {
    spec: claimSpec,
    status: object({
      phase: string(),
      accessModes: list(string()),
      capacity: map(quantity()),
      conditions,
      allocatedResources: map(quantity()),
      allocatedResourceStatuses: map(string()),
      currentVolumeAttributesClassName: string(),
      modifyVolumeStatus: object({ 'status!': string() }),
    }),
  },
  selectable: ['status.phase'],
  columns: [
    pathColumn('Status', 'status.phase', { empty: '' }),
    pathColumn('Volume', 'spec.volumeName', { empty: '' }),
    pathColumn('Capacity', 'status.capacity.storage', { empty: '' }),
    column('Access Modes', (item) => accessModes(stringsAt(item, 'status', 'accessModes'))),
    pathColumn('StorageClass', 'spec.storageClassName', { empty: '' }),
    pathColumn('VolumeMode', 'spec.volumeMode', { priority: 1 }),
  ],
  rules: {
    prepare(item, { previous }) {
      if (previous === undefined) item.status = { phase: 'Pending' };
    },
    check(item, previous) {
      const found: StatusCause[] = [];
      if (stringsAt(item, 'spec', 'accessModes').length === 0)
        found.push(required('spec.accessModes', 'at least 1 access mode is required'));
      if (at(item, 'spec', 'resources', 'requests', 'storage') === undefined) found.push(required('spec.resources[storage]'));
      const keep = ['accessModes', 'storageClassName', 'selector', 'volumeMode'];
      const isChanged =
        previous !== undefined &&
        keep.some(
          (field) => at(previous, 'spec', field) !== undefined && !equal(at(previous, 'spec', field), at(item, 'spec', field)),
        );
      if (isChanged)
        found.push(forbiddenField('spec', 'spec is immutable after creation except resources.requests and volumeName'));
      return found;
    },
  },
});

export const runningKinds: readonly Kind[] = [pod, service, claim];
