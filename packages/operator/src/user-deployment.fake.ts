/** Builders for the operator's tests. */
import type { UserDeployment, UserDeploymentService, UserDeploymentSpec } from '@moorage/kube/crds/user-deployment';
import { userDeploymentFinalizer, userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import type { Action } from '@moorage/kube/runtime/execute';
import { planPodTemplate, templateVersionOf } from './desired/pod-template.plan.ts';
import type { Observed } from './observed.ts';
import type { ContainerStatus, Deployment, Pod } from './pod.ts';
import type { OperatorSettings } from './settings.ts';
import { annotations, namesOf } from './user-deployment.names.ts';
import type { Plan } from './user-deployment.plan.ts';

export const now = new Date('2026-03-04T05:06:07Z');

export const settings: OperatorSettings = {
  deploymentDomain: 'apps.example.com',
  ingressScheme: 'http',
  ingressPort: 8080,
  ingressClassName: 'traefik',
};

/** Seconds before `now`. */
export function ago(seconds: number): string {
  return new Date(now.getTime() - seconds * 1_000).toISOString();
}

export function aService(overrides: Partial<UserDeploymentService> = {}): UserDeploymentService {
  return { name: 'web', image: 'node:24', ports: [{ name: 'http', containerPort: 3000 }], replicas: 1, ...overrides };
}

export function aRoot(
  spec: Partial<UserDeploymentSpec> = {},
  metadata: Partial<UserDeployment['metadata']> = {},
): UserDeployment {
  const ingresses = [{ id: 'i1', name: 'main', service: 'web', port: 3000 }];
  return {
    apiVersion: 'moorage.dev/v1alpha1',
    kind: 'UserDeployment',
    metadata: {
      name: 'hello',
      namespace: 'team',
      uid: 'root-uid',
      generation: 1,
      resourceVersion: '10',
      creationTimestamp: ago(60),
      finalizers: [userDeploymentFinalizer],
      ...metadata,
    },
    spec: { services: [aService()], ingresses, ...spec },
  };
}

const noSecrets: Observed['secrets'] = { engine: 'absent', externalSecrets: [], versions: {} };
const nginxEverywhere: Observed['routing'] = {
  controllers: { traefik: 'k8s.io/ingress-nginx' },
  engine: 'absent',
  ingressRoutes: [],
};
const noCertificates: Observed['certificates'] = { engine: 'absent', byName: {} };

export function observe(root: UserDeployment, overrides: Partial<Observed> = {}): Observed {
  return {
    root,
    deployments: [],
    autoscalers: [],
    owned: {},
    pods: [],
    clues: {},
    takenHosts: {},
    secrets: noSecrets,
    certificates: noCertificates,
    routing: nginxEverywhere,
    now,
    ...overrides,
  };
}

/** What is observed after the plan's objects were applied, as a server that adds nothing would hold them. */
export function afterApplying(observed: Observed, plan: Plan): Observed {
  const owned: Record<string, KubeObject[]> = Object.fromEntries(
    Object.entries(observed.owned).map(([name, objects]) => [name, [...objects]]),
  );
  const deployments: Deployment[] = [...observed.deployments];
  const foreignReplicas = new Map<string, number | undefined>();
  const externalSecrets = [...observed.secrets.externalSecrets];
  const ingressRoutes = [...observed.routing.ingressRoutes];
  const autoscalers = [...observed.autoscalers];
  for (const action of plan.actions) {
    if (action.kind !== 'apply') continue;
    const object = {
      ...action.object,
      metadata: { ...action.object.metadata, uid: `uid-${action.object.metadata.name}`, generation: 1 },
    };
    if (action.fieldManager !== undefined) {
      foreignReplicas.set(object.metadata.name, deploymentSpec(action).replicas);
    } else if (action.resource.plural === 'horizontalpodautoscalers') {
      autoscalers.push({ apiVersion: object.apiVersion, kind: object.kind, metadata: object.metadata, spec: object.spec });
    } else if (action.resource.plural === 'ingressroutes') {
      ingressRoutes.push(object);
    } else if (action.resource.plural === 'externalsecrets') {
      externalSecrets.push({ apiVersion: object.apiVersion, kind: object.kind, metadata: object.metadata, spec: object.spec });
    } else if (action.resource.plural === 'deployments') {
      const same = deployments.findIndex((each) => each.metadata.name === object.metadata.name);
      const deployment: Deployment = {
        ...object,
        spec: { ...keptReplicas(deployments[same], foreignReplicas), ...deploymentSpec(action) },
        status: { observedGeneration: 1 },
      };
      deployments.splice(same < 0 ? deployments.length : same, same < 0 ? 0 : 1, deployment);
    } else {
      const rest = (owned[action.resource.plural] ?? []).filter((each) => each.metadata.name !== object.metadata.name);
      owned[action.resource.plural] = [...rest, object];
    }
  }
  const secrets = { ...observed.secrets, externalSecrets };
  return { ...observed, owned, deployments, autoscalers, secrets, routing: { ...observed.routing, ingressRoutes } };
}

/** Replicas stay when our apply leaves them out and somebody else owns them; else they would be gone. */
function keptReplicas(
  present: Deployment | undefined,
  handedOver: ReadonlyMap<string, number | undefined>,
): { replicas?: number } {
  const isForeign = present?.metadata.annotations?.[annotations.replicas] === 'autoscaled';
  const replicas = handedOver.get(present?.metadata.name ?? '') ?? (isForeign ? present.spec?.replicas : undefined);
  return replicas === undefined ? {} : { replicas };
}

function deploymentSpec(action: Extract<Action, { kind: 'apply' }>): NonNullable<Deployment['spec']> {
  const { spec } = action.object;
  return typeof spec === 'object' && spec !== null ? spec : {};
}

export interface PodOptions {
  readonly service?: string;
  readonly isReady?: boolean;
  readonly version?: string;
  readonly status?: Partial<ContainerStatus>;
  readonly metadata?: Partial<Pod['metadata']>;
}

/** A pod of the root's service, running the wanted version unless told otherwise. */
export function aPod(root: UserDeployment, options: PodOptions = {}): Pod {
  const name = options.service ?? 'web';
  const service = root.spec?.services.find((each) => each.name === name) ?? aService({ name });
  const version = options.version ?? templateVersionOf(planPodTemplate(root, service, settings));
  const isReady = options.isReady ?? true;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${namesOf(root.metadata.name).workload(name)}-abc`,
      namespace: 'team',
      uid: `pod-${name}-${version}`,
      labels: { [userDeploymentLabels.instance]: root.metadata.name, [userDeploymentLabels.component]: name },
      annotations: { [annotations.template]: version },
      ...options.metadata,
    },
    status: {
      phase: 'Running',
      startTime: ago(60),
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
      containerStatuses: [
        { name, ready: isReady, restartCount: 0, state: { running: { startedAt: ago(60) } }, ...options.status },
      ],
    },
  };
}
