/** The structural schema of `UserDeployment`: what the API server validates, defaults and prunes. A test holds it to the types. */

/** The part of OpenAPI v3 that structural schemas use. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string; readonly message: string }[];
}

const quantityPattern = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$';
const label = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';
const serviceName = '^[a-z]([-a-z0-9]*[a-z0-9])?$';

const string = (description: string, more: JsonSchema = {}): JsonSchema => ({ type: 'string', description, ...more });
const integer = (description: string, minimum: number, maximum: number): JsonSchema => ({
  type: 'integer',
  format: 'int32',
  description,
  minimum,
  maximum,
});
const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
  more: JsonSchema = {},
): JsonSchema => ({
  type: 'object',
  ...more,
  ...(required.length === 0 ? {} : { required }),
  properties,
});
const listByName = (items: JsonSchema, more: JsonSchema): JsonSchema => ({
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
  items,
  ...more,
});
const strings = (description: string, maxItems: number, more: JsonSchema = {}): JsonSchema => ({
  type: 'array',
  description,
  maxItems,
  items: { type: 'string' },
  ...more,
});

const quantities: JsonSchema = {
  type: 'object',
  maxProperties: 16,
  additionalProperties: { type: 'string', pattern: quantityPattern },
};

const probe = (description: string): JsonSchema =>
  object(
    {
      path: string('HTTP path; a TCP connect when absent.', { pattern: '^/', maxLength: 1024 }),
      port: string('Name of a port of the service; its first by default.', { pattern: label, maxLength: 15 }),
      periodSeconds: integer('Seconds between probes.', 1, 3600),
      timeoutSeconds: integer('Seconds until a probe counts as failed.', 1, 600),
      failureThreshold: integer('Failures in a row until it counts.', 1, 100),
      initialDelaySeconds: integer('Seconds before the first probe.', 0, 3600),
    },
    [],
    { description },
  );

const port = object(
  {
    name: string('Name of the port.', { pattern: label, maxLength: 15 }),
    containerPort: integer('Port that the process listens on.', 1, 65_535),
    protocol: string('Transport protocol.', { enum: ['TCP', 'UDP'], default: 'TCP' }),
  },
  ['name', 'containerPort'],
);

const volume = object(
  {
    name: string('Name of the volume.', { pattern: label, maxLength: 40 }),
    mountPath: string('Absolute path in the container.', { pattern: '^/', maxLength: 1024 }),
    size: string('Size such as 1Gi.', { pattern: quantityPattern }),
  },
  ['name', 'mountPath', 'size'],
);

const service = object(
  {
    name: string('Name of the service, unique in the deployment.', { pattern: serviceName, maxLength: 40 }),
    image: string('Container image reference.', { minLength: 1, maxLength: 512 }),
    command: strings('Replaces the entry point of the image.', 256),
    args: strings('Arguments of the command.', 256),
    workingDir: string('Working directory.', { maxLength: 1024 }),
    ports: listByName(port, { description: 'Ports; the first is probed and is what siblings are told.', maxItems: 32 }),
    replicas: { ...integer('Copies to run.', 0, 100), default: 1 },
    env: listByName(
      object(
        {
          name: string('Name of the variable.', { pattern: '^[-._a-zA-Z][-._a-zA-Z0-9]*$', maxLength: 256 }),
          value: { type: 'string' },
        },
        ['name', 'value'],
      ),
      { description: 'Environment variables.', maxItems: 512 },
    ),
    resources: object({ requests: quantities, limits: quantities }, [], { description: 'Compute resources of one copy.' }),
    healthCheckPath: string('HTTP path that answers 200 to 399 when the service is ready.', { pattern: '^/', maxLength: 1024 }),
    readinessProbe: probe('When a copy receives traffic.'),
    livenessProbe: probe('When a copy is restarted.'),
    volumes: listByName(volume, {
      description: 'Persistent volumes; kept on updates, deleted with the deployment.',
      maxItems: 16,
    }),
    files: {
      type: 'object',
      description: 'Files by absolute path.',
      maxProperties: 64,
      additionalProperties: { type: 'string' },
    },
    dependsOn: strings('Services that must be ready before this one first starts.', 32, { 'x-kubernetes-list-type': 'set' }),
    imagePullSecrets: strings('Names of secrets with registry credentials.', 16, { 'x-kubernetes-list-type': 'set' }),
    runAsUser: { type: 'integer', format: 'int64', description: 'Numeric user to run as.', minimum: 0 },
    terminationGracePeriodSeconds: integer('Seconds between the request to stop and the kill.', 0, 3600),
  },
  ['name', 'image'],
);

const ingress = object(
  {
    id: string('Identifier that stays the same when the name changes.', { minLength: 1, maxLength: 64 }),
    name: string('Name of the ingress.', { pattern: label, maxLength: 40 }),
    service: string('Service that it leads to.', { maxLength: 40 }),
    port: integer('Port of that service.', 1, 65_535),
    host: string('Host name; derived from the names and the domain when absent.', { maxLength: 253 }),
    path: string('Path prefix.', { pattern: '^/', maxLength: 1024 }),
  },
  ['id', 'name', 'service', 'port'],
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
    services: listByName(service, { description: 'What runs.', minItems: 1, maxItems: 32 }),
    ingresses: listByName(ingress, { description: 'What is reachable from outside.', maxItems: 32 }),
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

const evidence = object(
  {
    reason: { type: 'string' },
    message: { type: 'string' },
    logLines: { type: 'array', items: { type: 'string' }, description: 'Last lines of the log of the container that failed.' },
    event: string('The event that tells it best.'),
    probe: string('What the probe was answered.'),
    exitCode: { type: 'integer', format: 'int32' },
    nextStep: string('What to do next.'),
  },
  ['reason', 'message', 'nextStep'],
  { description: 'Why it is as it is.' },
);

const condition = object(
  {
    type: { type: 'string' },
    status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
    reason: { type: 'string' },
    message: { type: 'string' },
    lastTransitionTime: { type: 'string', format: 'date-time' },
    observedGeneration: { type: 'integer', format: 'int64' },
  },
  ['type', 'status', 'reason', 'message', 'lastTransitionTime'],
);

const serviceStatus = object(
  {
    name: { type: 'string' },
    image: { type: 'string' },
    replicas: { type: 'integer', format: 'int32' },
    readyReplicas: { type: 'integer', format: 'int32' },
    updatedReplicas: { type: 'integer', format: 'int32' },
    state: { type: 'string', enum: ['Pending', 'Progressing', 'Ready', 'Degraded', 'Failed', 'Paused'] },
    message: { type: 'string' },
    evidence,
  },
  ['name', 'image', 'replicas', 'readyReplicas', 'state'],
);

const ingressStatus = object(
  { id: { type: 'string' }, name: { type: 'string' }, host: { type: 'string' }, url: { type: 'string' } },
  ['id', 'name', 'host', 'url'],
);

const status = object({
  phase: { type: 'string', enum: ['Pending', 'Provisioning', 'Ready', 'Error', 'Deleting'] },
  message: { type: 'string' },
  lastError: string('Filled only in phase Error.'),
  evidence,
  observedGeneration: { type: 'integer', format: 'int64' },
  ingresses: { type: 'array', items: ingressStatus },
  services: listByName(serviceStatus, {}),
  conditions: {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['type'],
    items: condition,
  },
  lastTransitionTime: { type: 'string', format: 'date-time' },
});

export const userDeploymentSchema: JsonSchema = object(
  { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, spec, status },
  ['spec'],
  { description: "A user's long-lived application: its services, how they are reached, and how they are." },
);
