import { describe, expect, it } from 'vitest';
import { userDeploymentCrd } from './crds.ts';
import type { JsonSchema } from './json-schema.ts';
import type {
  CertificateStatus,
  Evidence,
  IngressTls,
  ReleaseRef,
  SecretPath,
  MetricSource,
  ServiceAutoscaling,
  ServiceAutoUpdate,
  ServiceDisruption,
  ServicePort,
  ServiceProbe,
  ServiceSecrets,
  ServiceSpread,
  ServiceVolume,
  UserDeploymentCanary,
  UserDeploymentCanaryStatus,
  UserDeploymentHostStatus,
  UserDeploymentIngress,
  UserDeploymentIngressStatus,
  UserDeploymentSecrets,
  UserDeploymentService,
  UserDeploymentServiceStatus,
  UserDeploymentSpec,
  UserDeploymentStatus,
} from './user-deployment.ts';
import { userDeploymentSchema } from './user-deployment.schema.ts';

/** Every field of a type, once: the compiler refuses a missing one and an invented one. */
type Fields<T> = { readonly [K in keyof Required<T>]: true };

const fields = {
  spec: {
    userId: true,
    orgId: true,
    teamId: true,
    displayName: true,
    template: true,
    tier: true,
    visibility: true,
    domain: true,
    paused: true,
    restartedAt: true,
    serviceRestarts: true,
    services: true,
    ingresses: true,
    secrets: true,
    imagePullSecrets: true,
    release: true,
    canary: true,
    progressDeadlineSeconds: true,
  } satisfies Fields<UserDeploymentSpec>,
  service: {
    name: true,
    image: true,
    command: true,
    args: true,
    workingDir: true,
    ports: true,
    replicas: true,
    autoscaling: true,
    autoUpdate: true,
    disruption: true,
    spread: true,
    secrets: true,
    env: true,
    resources: true,
    healthCheckPath: true,
    readinessProbe: true,
    livenessProbe: true,
    volumes: true,
    files: true,
    dependsOn: true,
    imagePullSecrets: true,
    runAsUser: true,
    terminationGracePeriodSeconds: true,
  } satisfies Fields<UserDeploymentService>,
  port: { name: true, containerPort: true, protocol: true } satisfies Fields<ServicePort>,
  volume: { name: true, mountPath: true, size: true } satisfies Fields<ServiceVolume>,
  probe: {
    path: true,
    port: true,
    periodSeconds: true,
    timeoutSeconds: true,
    failureThreshold: true,
    initialDelaySeconds: true,
  } satisfies Fields<ServiceProbe>,
  ingress: {
    id: true,
    name: true,
    service: true,
    port: true,
    host: true,
    hosts: true,
    path: true,
    tls: true,
    className: true,
    annotations: true,
  } satisfies Fields<UserDeploymentIngress>,
  status: {
    phase: true,
    message: true,
    lastError: true,
    evidence: true,
    observedGeneration: true,
    release: true,
    readyRelease: true,
    ingresses: true,
    services: true,
    canary: true,
    conditions: true,
    lastTransitionTime: true,
  } satisfies Fields<UserDeploymentStatus>,
  serviceStatus: {
    name: true,
    image: true,
    replicas: true,
    readyReplicas: true,
    updatedReplicas: true,
    state: true,
    message: true,
    evidence: true,
  } satisfies Fields<UserDeploymentServiceStatus>,
  autoscaling: {
    minReplicas: true,
    maxReplicas: true,
    cpuPercent: true,
    memoryPercent: true,
    metrics: true,
  } satisfies Fields<ServiceAutoscaling>,
  metricSource: {
    type: true,
    name: true,
    matchLabels: true,
    averageValue: true,
    value: true,
  } satisfies Fields<MetricSource>,
  autoUpdate: { policy: true, range: true } satisfies Fields<ServiceAutoUpdate>,
  disruption: { minAvailable: true, maxUnavailable: true } satisfies Fields<ServiceDisruption>,
  spread: { hostname: true, zone: true } satisfies Fields<ServiceSpread>,
  serviceSecrets: { name: true, env: true, mountPath: true } satisfies Fields<ServiceSecrets>,
  tls: { mode: true, secretName: true } satisfies Fields<IngressTls>,
  secrets: {
    storeRef: true,
    refreshInterval: true,
    generation: true,
    required: true,
    scopes: true,
  } satisfies Fields<UserDeploymentSecrets>,
  secretPath: { scope: true, path: true, service: true } satisfies Fields<SecretPath>,
  release: { id: true, number: true } satisfies Fields<ReleaseRef>,
  canary: { service: true, image: true, env: true, weight: true, replicas: true } satisfies Fields<UserDeploymentCanary>,
  canaryStatus: {
    service: true,
    weight: true,
    image: true,
    replicas: true,
    readyReplicas: true,
    updatedReplicas: true,
    state: true,
    message: true,
    evidence: true,
  } satisfies Fields<UserDeploymentCanaryStatus>,
  certificate: { state: true, reason: true, message: true, expiresAt: true } satisfies Fields<CertificateStatus>,
  ingressStatus: {
    id: true,
    name: true,
    host: true,
    url: true,
    certificate: true,
    hosts: true,
  } satisfies Fields<UserDeploymentIngressStatus>,
  hostStatus: { host: true, url: true, certificate: true } satisfies Fields<UserDeploymentHostStatus>,
  evidence: {
    reason: true,
    message: true,
    logLines: true,
    event: true,
    probe: true,
    exitCode: true,
    nextStep: true,
  } satisfies Fields<Evidence>,
};

function at(...path: string[]): JsonSchema {
  let schema: JsonSchema = userDeploymentSchema;
  for (const name of path) {
    const next = name === '[]' ? schema.items : schema.properties?.[name];
    if (next === undefined) throw new Error(`the schema has no ${path.join('.')}`);
    schema = next;
  }
  return schema;
}

const namesAt = (...path: string[]): string[] => Object.keys(at(...path).properties ?? {}).sort();

describe('UserDeployment schema', () => {
  it.each([
    ['spec', fields.spec, ['spec']],
    ['service', fields.service, ['spec', 'services', '[]']],
    ['port', fields.port, ['spec', 'services', '[]', 'ports', '[]']],
    ['volume', fields.volume, ['spec', 'services', '[]', 'volumes', '[]']],
    ['readiness probe', fields.probe, ['spec', 'services', '[]', 'readinessProbe']],
    ['liveness probe', fields.probe, ['spec', 'services', '[]', 'livenessProbe']],
    ['ingress', fields.ingress, ['spec', 'ingresses', '[]']],
    ['status', fields.status, ['status']],
    ['service status', fields.serviceStatus, ['status', 'services', '[]']],
    ['autoscaling', fields.autoscaling, ['spec', 'services', '[]', 'autoscaling']],
    ['source of a metric', fields.metricSource, ['spec', 'services', '[]', 'autoscaling', 'metrics', '[]']],
    ['automatic update', fields.autoUpdate, ['spec', 'services', '[]', 'autoUpdate']],
    ['disruption', fields.disruption, ['spec', 'services', '[]', 'disruption']],
    ['spread', fields.spread, ['spec', 'services', '[]', 'spread']],
    ['secrets of a service', fields.serviceSecrets, ['spec', 'services', '[]', 'secrets']],
    ['TLS', fields.tls, ['spec', 'ingresses', '[]', 'tls']],
    ['secrets', fields.secrets, ['spec', 'secrets']],
    ['path of secrets', fields.secretPath, ['spec', 'secrets', 'scopes', '[]']],
    ['release', fields.release, ['spec', 'release']],
    ['observed release', fields.release, ['status', 'release']],
    ['ready release', fields.release, ['status', 'readyRelease']],
    ['canary', fields.canary, ['spec', 'canary']],
    ['canary status', fields.canaryStatus, ['status', 'canary']],
    ['ingress status', fields.ingressStatus, ['status', 'ingresses', '[]']],
    ['host status', fields.hostStatus, ['status', 'ingresses', '[]', 'hosts', '[]']],
    ['certificate', fields.certificate, ['status', 'ingresses', '[]', 'certificate']],
    ['evidence', fields.evidence, ['status', 'evidence']],
  ])('has exactly the fields of the type: %s', (_what, expected, path) => {
    expect(namesAt(...path)).toEqual(Object.keys(expected).sort());
  });

  it('is structural: every node has a type or is a number or text', () => {
    const untyped: string[] = [];
    const walk = (schema: JsonSchema, path: string): void => {
      if (schema.type === undefined && schema['x-kubernetes-int-or-string'] !== true) untyped.push(path);
      if (schema.items !== undefined) walk(schema.items, `${path}[]`);
      if (schema.additionalProperties !== undefined) walk(schema.additionalProperties, `${path}{}`);
      for (const [name, inner] of Object.entries(schema.properties ?? {})) walk(inner, `${path}.${name}`);
    };
    walk(userDeploymentSchema, '');
    expect(untyped).toEqual([]);
  });

  it('shows phase, readiness, address and age, and answers to a short name', () => {
    const version = userDeploymentCrd.spec.versions[0];
    expect(
      version?.additionalPrinterColumns.filter((column) => column.priority === undefined).map((column) => column.name),
    ).toEqual(['Phase', 'Ready', 'URL', 'Age']);
    expect(userDeploymentCrd.spec.names).toMatchObject({ shortNames: ['ud'], categories: ['moorage'] });
  });
});
