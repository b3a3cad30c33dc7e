/** The structural schema of `UserDeployment`: what the API server validates, defaults and prunes. A test holds it to the types. */
import { integer, type JsonSchema, listByName, object, string, strings } from './json-schema.ts';
import { secretScopes } from './user-deployment.ts';
import { envSchema, serviceSchema } from './user-deployment-service.schema.ts';
import { statusSchema } from './user-deployment-status.schema.ts';

const label = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';
const dnsName = '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$';

const tls = object(
  {
    mode: string('managed: from cert-manager; secret: from a TLS secret that exists; off: plain HTTP.', {
      enum: ['managed', 'secret', 'off'],
    }),
    secretName: string('Name of the TLS secret.', { pattern: dnsName, maxLength: 253 }),
  },
  ['mode'],
  {
    description: 'Where the certificate comes from; managed when the operator serves https.',
    'x-kubernetes-validations': [
      { rule: "(self.mode == 'secret') == has(self.secretName)", message: 'secretName goes with mode secret and with no other' },
    ],
  },
);

const ingress = object(
  {
    id: string('Identifier that stays the same when the name changes.', { minLength: 1, maxLength: 64 }),
    name: string('Name of the ingress.', { pattern: label, maxLength: 40 }),
    service: string('Service that it leads to.', { maxLength: 40 }),
    port: integer('Port of that service.', 1, 65_535),
    host: string('Host name; derived from the names and the domain when absent.', { maxLength: 253 }),
    hosts: {
      type: 'array',
      description: "Further hosts, of the tenant's own zones; each gets an Ingress and a certificate of its own.",
      maxItems: 64,
      'x-kubernetes-list-type': 'set',
      items: { type: 'string', pattern: dnsName, maxLength: 253 },
    },
    path: string('Path prefix.', { pattern: '^/', maxLength: 1024 }),
    tls,
    className: string("Class of the ingress; the operator's own when absent.", { pattern: label, maxLength: 63 }),
    annotations: {
      type: 'object',
      description: 'Annotations of the ingress, only with the prefixes that the operator allows.',
      maxProperties: 32,
      additionalProperties: { type: 'string', maxLength: 4096 },
    },
  },
  ['id', 'name', 'service', 'port'],
);

const secretPath = object(
  {
    scope: string('Where the path applies; the same key in a later kind of scope wins.', { enum: secretScopes }),
    path: string('Key of one document in the store; all its fields are delivered.', {
      pattern: '^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$',
      maxLength: 512,
    }),
    service: string('Only for this service.', { maxLength: 40 }),
  },
  ['scope', 'path'],
  {
    'x-kubernetes-validations': [
      {
        rule: "!(self.scope in ['service', 'templateService']) || has(self.service)",
        message: 'a scope of a service names the service',
      },
    ],
  },
);

const secrets = object(
  {
    storeRef: object(
      {
        name: string('Name of the store.', { pattern: dnsName, maxLength: 253 }),
        kind: string('Kind of the store.', { enum: ['SecretStore', 'ClusterSecretStore'], default: 'ClusterSecretStore' }),
      },
      ['name'],
      { description: "The secret store; the operator's own when absent." },
    ),
    refreshInterval: string('How often the store is asked, such as 1h or 5m.', {
      pattern: '^([0-9]+(s|m|h))+$',
      maxLength: 32,
      default: '1h',
    }),
    generation: { type: 'integer', format: 'int64', description: 'A higher number asks the store at once.', minimum: 0 },
    required: {
      type: 'boolean',
      description: 'Pods wait for what the store has; without it they also start while it has nothing.',
    },
    scopes: { type: 'array', description: 'What is delivered.', maxItems: 128, items: secretPath },
  },
  [],
  { description: 'Secrets that are synced from a store into the cluster and given to the services.' },
);

const release = object(
  {
    id: string('Identifier of the release.', { minLength: 1, maxLength: 64 }),
    number: { type: 'integer', format: 'int64', description: 'Number of the release.', minimum: 0 },
  },
  ['id', 'number'],
  { description: 'The release that this was made from; carried to the status.' },
);

const canary = object(
  {
    service: string('Service of which another version runs.', { minLength: 1, maxLength: 40 }),
    image: string('Container image reference of that version.', { minLength: 1, maxLength: 512 }),
    env: envSchema("Environment variables, in place of the service's own."),
    weight: integer('Of a hundred requests, those that go there; 0 runs it without any.', 0, 99),
    replicas: integer("Copies; as many as its share of the service's when absent, at least one.", 1, 100),
  },
  ['service', 'image', 'weight'],
  { description: 'Another version of one service that gets a share of its requests, where the ingress class can split them.' },
);

const spec = object(
  {
    userId: string('Owner; cannot be changed once set.', { maxLength: 64 }),
    orgId: string('Organization.', { maxLength: 64 }),
    teamId: string('Team.', { maxLength: 64 }),
    displayName: string('Name for people.', { maxLength: 128 }),
    template: string('Template that it was made from.', { maxLength: 128 }),
    tier: string('Decides the network isolation.', { enum: ['free', 'business', 'enterprise'], default: 'free' }),
    visibility: string('public: reachable through its ingresses; internal: only within the cluster.', {
      enum: ['public', 'internal'],
      default: 'public',
    }),
    domain: string('Overrides the domain of ingress hosts.', { maxLength: 253 }),
    paused: { type: 'boolean', description: 'Runs no copies while true.', default: false },
    restartedAt: string('A change rolls every service.', { maxLength: 64 }),
    serviceRestarts: {
      type: 'object',
      description: 'A change rolls the named service.',
      maxProperties: 64,
      additionalProperties: { type: 'string' },
    },
    services: listByName(serviceSchema, { description: 'What runs.', minItems: 1, maxItems: 32 }),
    ingresses: listByName(ingress, { description: 'What is reachable from outside.', maxItems: 32 }),
    secrets,
    imagePullSecrets: strings('Names of secrets with registry credentials, for every service.', 16, {
      'x-kubernetes-list-type': 'set',
    }),
    release,
    canary,
    progressDeadlineSeconds: {
      ...integer('Seconds without progress after which a roll-out has failed.', 10, 86_400),
      default: 600,
    },
  },
  ['services'],
  {
    'x-kubernetes-validations': [
      {
        rule: '!has(oldSelf.userId) || (has(self.userId) && self.userId == oldSelf.userId)',
        message: 'userId is immutable once set',
      },
    ],
  },
);

export const userDeploymentSchema: JsonSchema = object(
  { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, spec, status: statusSchema },
  ['spec'],
  { description: "A user's long-lived application: its services, how they are reached, and how they are." },
);
