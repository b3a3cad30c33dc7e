/** Ingresses, network policies and endpoint slices. */
import type { KubeObject } from '@moorage/kube/objects';
import { at, listAt, objectsAt, stringAt, stringsAt } from '../json.ts';
import { required, type StatusCause } from '../refusal.ts';
import { labelSelectorText } from '../selectors.ts';
import { as, boolean, integer, intOrString, list, map, object, oneOf, set, string, type Schema } from '../schema/schema.ts';
import { listText } from './cells.ts';
import { column, defineKind, pathColumn } from './define.ts';
import type { Kind } from './kind.ts';
import { labelSelector, objectReference } from './pod.schema.ts';

const backend: Schema = object({
  service: object(
    { 'name!': string(), port: object({ name: string(), number: integer() }) },
    { description: 'Service that answers.' },
  ),
  resource: object({ apiGroup: string(), 'kind!': string(), 'name!': string() }, { 'x-kubernetes-map-type': 'atomic' }),
});

const path: Schema = object({
  path: string({ description: 'Path that requests must have.' }),
  'pathType!': as(oneOf('Exact', 'Prefix', 'ImplementationSpecific'), { description: 'How the path is compared.' }),
  'backend!': backend,
});

function ingressHosts(item: KubeObject): string {
  const hosts = objectsAt(item, 'spec', 'rules')
    .map((rule) => stringAt(rule, 'host') ?? '')
    .filter((host) => host !== '');
  if (hosts.length === 0) return '*';
  return hosts.length > 3 ? `${hosts.slice(0, 3).join(',')} + ${hosts.length - 3} more...` : hosts.join(',');
}

function checkIngress(item: KubeObject): StatusCause[] {
  const hasAny = at(item, 'spec', 'defaultBackend') !== undefined || listAt(item, 'spec', 'rules').length > 0;
  const paths = objectsAt(item, 'spec', 'rules').flatMap((rule, index) =>
    objectsAt(rule, 'http', 'paths').flatMap((entry, position) => {
      const where = `spec.rules[${index}].http.paths[${position}].backend`;
      return at(entry, 'backend', 'service') === undefined && at(entry, 'backend', 'resource') === undefined
        ? [required(where)]
        : [];
    }),
  );
  return [...(hasAny ? [] : [required('spec', 'either `defaultBackend` or `rules` must be specified')]), ...paths];
}

const ingress = defineKind({
  group: 'networking.k8s.io',
  kind: 'Ingress',
  plural: 'ingresses',
  short: ['ing'],
  description: 'Routes HTTP requests from outside to services.',
  fields: {
    spec: object({
      ingressClassName: string({ description: 'Which ingress controller serves it.' }),
      defaultBackend: backend,
      rules: list(object({ host: string(), http: object({ 'paths!': list(path) }) }), {
        description: 'Routes by host and path.',
      }),
      tls: list(object({ hosts: list(string()), secretName: string() })),
    }),
    status: object({
      loadBalancer: object({
        ingress: list(
          object({
            ip: string(),
            hostname: string(),
            ports: list(object({ port: integer(), protocol: string(), error: string() })),
          }),
        ),
      }),
    }),
  },
  columns: [
    pathColumn('Class', 'spec.ingressClassName'),
    column('Hosts', ingressHosts),
    column('Address', (item) =>
      objectsAt(item, 'status', 'loadBalancer', 'ingress')
        .map((entry) => entry['ip'] ?? entry['hostname'])
        .join(','),
    ),
    column('Ports', (item) => (listAt(item, 'spec', 'tls').length > 0 ? '80, 443' : '80')),
  ],
  rules: { check: checkIngress },
});

const ingressClass = defineKind({
  group: 'networking.k8s.io',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  namespaced: false,
  description: 'Names a controller of ingresses.',
  fields: {
    spec: object({
      controller: string(),
      parameters: object({
        apiGroup: string(),
        'kind!': string(),
        'name!': string(),
        namespace: string(),
        scope: string({ default: 'Cluster' }),
      }),
    }),
  },
  columns: [pathColumn('Controller', 'spec.controller'), pathColumn('Parameters', 'spec.parameters.name')],
});

const peer = object({
  podSelector: labelSelector,
  namespaceSelector: labelSelector,
  ipBlock: object({ 'cidr!': string(), except: list(string()) }),
});
const policyPorts = list(object({ protocol: string({ default: 'TCP' }), port: intOrString(), endPort: integer() }));

const networkPolicy = defineKind({
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  short: ['netpol'],
  description: 'What traffic pods may receive and send.',
  fields: {
    spec: object({
      podSelector: as(labelSelector, { default: {} }),
      policyTypes: list(string()),
      ingress: list(object({ from: list(peer), ports: policyPorts })),
      egress: list(object({ to: list(peer), ports: policyPorts })),
    }),
  },
  columns: [column('Pod-Selector', (item) => labelSelectorText(at(item, 'spec', 'podSelector')) || '<none>')],
  rules: {
    prepare(item) {
      const spec = item.spec;
      if (typeof spec !== 'object' || spec === null || 'policyTypes' in spec) return;
      Object.assign(spec, { policyTypes: at(item, 'spec', 'egress') === undefined ? ['Ingress'] : ['Ingress', 'Egress'] });
    },
  },
});

const endpointSlice = defineKind({
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  description: 'A part of the addresses behind a service.',
  fields: {
    'addressType!': oneOf('IPv4', 'IPv6', 'FQDN'),
    endpoints: list(
      object({
        'addresses!': set(string()),
        conditions: object({ ready: boolean(), serving: boolean(), terminating: boolean() }),
        hostname: string(),
        nodeName: string(),
        zone: string(),
        targetRef: objectReference,
        deprecatedTopology: map(string()),
        hints: object({ forZones: list(object({ 'name!': string() })), forNodes: list(object({ 'name!': string() })) }),
      }),
    ),
    ports: list(
      object({ name: string({ default: '' }), port: integer(), protocol: string({ default: 'TCP' }), appProtocol: string() }),
    ),
  },
  columns: [
    pathColumn('AddressType', 'addressType'),
    column('Ports', (item) =>
      listText(
        objectsAt(item, 'ports').map((port) => port['port']),
        '<unset>',
      ),
    ),
    column('Endpoints', (item) =>
      listText(
        objectsAt(item, 'endpoints').flatMap((entry) => stringsAt(entry, 'addresses')),
        '<unset>',
      ),
    ),
  ],
  rules: { immutable: ['addressType'] },
});

export const networkingKinds: readonly Kind[] = [ingress, ingressClass, networkPolicy, endpointSlice];
