/** The schema of the status of a `UserDeployment`. */
import { type JsonSchema, listByName, object, string } from './json-schema.ts';

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

const running: Readonly<Record<string, JsonSchema>> = {
  image: { type: 'string' },
  replicas: { type: 'integer', format: 'int32' },
  readyReplicas: { type: 'integer', format: 'int32' },
  updatedReplicas: { type: 'integer', format: 'int32' },
  state: { type: 'string', enum: ['Pending', 'Progressing', 'Ready', 'Degraded', 'Failed', 'Paused'] },
  message: { type: 'string' },
  evidence,
};

const serviceStatus = object({ name: { type: 'string' }, ...running }, ['name', 'image', 'replicas', 'readyReplicas', 'state']);

const canaryStatus = object(
  {
    service: { type: 'string' },
    weight: { type: 'integer', description: 'Of a hundred requests, those it gets now.' },
    ...running,
  },
  ['service', 'weight', 'image', 'replicas', 'readyReplicas', 'state'],
  { description: 'How the canary is.' },
);

const certificate = object(
  {
    state: { type: 'string', enum: ['Pending', 'Ready', 'Failed', 'Provided', 'Unknown'] },
    reason: { type: 'string' },
    message: { type: 'string' },
    expiresAt: { type: 'string', format: 'date-time' },
  },
  ['state', 'reason'],
  { description: 'The certificate of the host.' },
);

const release = (description: string): JsonSchema =>
  object({ id: { type: 'string' }, number: { type: 'integer', format: 'int64' } }, ['id', 'number'], { description });

const hostStatus = object({ host: { type: 'string' }, url: { type: 'string' }, certificate }, ['host', 'url']);

const ingressStatus = object(
  {
    id: { type: 'string' },
    name: { type: 'string' },
    host: { type: 'string' },
    url: { type: 'string' },
    certificate,
    hosts: { type: 'array', items: hostStatus, description: 'The further hosts that are routed.' },
  },
  ['id', 'name', 'host', 'url'],
);

export const statusSchema: JsonSchema = object({
  phase: { type: 'string', enum: ['Pending', 'Provisioning', 'Ready', 'Error', 'Deleting'] },
  message: { type: 'string' },
  lastError: string('Filled only in phase Error.'),
  evidence,
  observedGeneration: { type: 'integer', format: 'int64' },
  release: release('The release that this status speaks of.'),
  readyRelease: release('The last release that was ready as a whole.'),
  ingresses: { type: 'array', items: ingressStatus },
  services: listByName(serviceStatus, {}),
  canary: canaryStatus,
  conditions: {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['type'],
    items: condition,
  },
  lastTransitionTime: { type: 'string', format: 'date-time' },
});
