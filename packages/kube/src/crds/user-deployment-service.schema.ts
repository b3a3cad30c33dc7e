/** The schema of one service of a `UserDeployment`. */
import { integer, type JsonSchema, listByName, numberOrPercent, object, string, strings } from './json-schema.ts';

const quantityPattern = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$';
const label = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';
const serviceName = '^[a-z]([-a-z0-9]*[a-z0-9])?$';

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

const metricSource = object(
  {
    type: string('External: of anything, such as a queue; Pods: of each copy.', { enum: ['External', 'Pods'] }),
    name: string('Name of the metric, as its API serves it.', { minLength: 1, maxLength: 253 }),
    matchLabels: {
      type: 'object',
      description: 'Which series of that name.',
      maxProperties: 16,
      additionalProperties: { type: 'string', maxLength: 63 },
    },
    averageValue: string('What each copy should have of it.', { pattern: quantityPattern }),
    value: string('What it should be in all.', { pattern: quantityPattern }),
  },
  ['type', 'name'],
  {
    'x-kubernetes-validations': [
      { rule: 'has(self.averageValue) != has(self.value)', message: 'averageValue or value is needed, and not both' },
      { rule: "self.type != 'Pods' || has(self.averageValue)", message: 'metrics of pods are followed by their average' },
    ],
  },
);

const autoscaling = object(
  {
    minReplicas: integer('Fewest copies.', 1, 100),
    maxReplicas: integer('Most copies.', 1, 100),
    cpuPercent: integer('Average use of the requested CPU to hold.', 1, 1_000),
    memoryPercent: integer('Average use of the requested memory to hold.', 1, 1_000),
    metrics: {
      type: 'array',
      description: 'Numbers that something else in the cluster measures, as an adapter of its metrics APIs serves them.',
      maxItems: 8,
      items: metricSource,
      'x-kubernetes-list-type': 'atomic',
    },
  },
  ['minReplicas', 'maxReplicas'],
  {
    description: 'Copies follow the load; replicas are then left to it unless they are 0.',
    'x-kubernetes-validations': [
      { rule: 'self.minReplicas <= self.maxReplicas', message: 'minReplicas must not be above maxReplicas' },
      {
        rule: 'has(self.cpuPercent) || has(self.memoryPercent) || (has(self.metrics) && self.metrics.size() > 0)',
        message: 'cpuPercent or memoryPercent or metrics is needed',
      },
    ],
  },
);

const autoUpdate = object(
  {
    policy: string('digest: a new image under the same tag; semver: the newest tag within the range.', {
      enum: ['digest', 'semver'],
    }),
    range: string('Range of versions such as ^1.2 or >=1 <3.', { minLength: 1, maxLength: 128 }),
  },
  ['policy'],
  {
    description: 'Which new images the server may roll out by itself.',
    'x-kubernetes-validations': [
      { rule: "(self.policy == 'semver') == has(self.range)", message: 'range goes with policy semver and with no other' },
    ],
  },
);

const disruption = object(
  {
    minAvailable: numberOrPercent('Copies that must stay.'),
    maxUnavailable: numberOrPercent('Copies that may be missing at a time.'),
  },
  [],
  {
    description: 'What drains of machines must leave running; one copy may be missing when absent.',
    'x-kubernetes-validations': [
      { rule: 'has(self.minAvailable) != has(self.maxUnavailable)', message: 'exactly one of minAvailable and maxUnavailable' },
    ],
  },
);

const spreadRule = (over: string): JsonSchema =>
  string(`Spread over ${over}: required keeps a copy waiting rather than have it at the wrong place.`, {
    enum: ['off', 'preferred', 'required'],
    default: 'preferred',
  });

const spread = object({ hostname: spreadRule('machines'), zone: spreadRule('zones') }, [], {
  description: 'How copies are spread.',
});

const secrets = object(
  {
    name: string('A Secret that the server pushes beside this object, in place of what a store has.', {
      pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
      maxLength: 253,
    }),
    env: { type: 'boolean', description: 'As environment variables.', default: true },
    mountPath: string('As files below this absolute path.', { pattern: '^/.', maxLength: 1024 }),
  },
  [],
  { description: "How the service receives the deployment's secrets." },
);

export function envSchema(description: string): JsonSchema {
  const name = string('Name of the variable.', { pattern: '^[-._a-zA-Z][-._a-zA-Z0-9]*$', maxLength: 256 });
  return listByName(object({ name, value: { type: 'string' } }, ['name', 'value']), { description, maxItems: 512 });
}

export const serviceSchema: JsonSchema = object(
  {
    name: string('Name of the service, unique in the deployment.', { pattern: serviceName, maxLength: 40 }),
    image: string('Container image reference.', { minLength: 1, maxLength: 512 }),
    command: strings('Replaces the entry point of the image.', 256),
    args: strings('Arguments of the command.', 256),
    workingDir: string('Working directory.', { maxLength: 1024 }),
    ports: listByName(port, { description: 'Ports; the first is probed and is what siblings are told.', maxItems: 32 }),
    replicas: { ...integer('Copies to run; 0 is scaled to zero.', 0, 100), default: 1 },
    autoscaling,
    autoUpdate,
    disruption,
    spread,
    secrets,
    env: envSchema('Environment variables.'),
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
