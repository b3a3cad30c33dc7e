/** Builders of objects for the plans' tests; every one is valid and can be changed in part. */
import type { KubeObject, ObjectMeta } from '@moorage/kube/objects';
import type {
  ControllerRevision,
  CronJob,
  DaemonSet,
  Deployment,
  DeploymentSpec,
  Job,
  JobSpec,
  KubeService,
  Node,
  Pod,
  PodTemplate,
  ReplicaSet,
  ServiceSpec,
  StatefulSet,
  StatefulSetSpec,
  VolumeClaim,
} from './model.ts';
import { controllerReference } from './owners.ts';
import type { Action } from './actions.ts';

export const testNow = new Date('2026-03-04T05:06:07Z');
export const secondsAgo = (seconds: number): string => new Date(testNow.getTime() - seconds * 1000).toISOString();

export function aMeta(name: string, rest: Partial<ObjectMeta> = {}): ObjectMeta {
  return { name, namespace: 'shop', uid: `uid-${name}`, generation: 1, creationTimestamp: secondsAgo(3600), ...rest };
}

export function aTemplate(image = 'web:1', labels: Record<string, string> = { app: 'web' }): PodTemplate {
  return { metadata: { labels }, spec: { containers: [{ name: 'web', image, ports: [{ name: 'http', containerPort: 8080 }] }] } };
}

export interface PodState {
  readonly owner?: KubeObject;
  readonly ready?: boolean | number;
  readonly phase?: string;
  readonly ip?: string;
  readonly terminating?: boolean;
  readonly labels?: Record<string, string>;
  readonly meta?: Partial<ObjectMeta>;
  readonly spec?: Partial<Pod['spec']>;
  readonly restarts?: number;
}

/** A pod; `ready` may be the seconds for which it has been ready. */
export function aPod(name: string, state: PodState = {}): Pod {
  const {
    owner,
    ready = false,
    phase = 'Running',
    ip,
    terminating = false,
    labels = { app: 'web' },
    meta,
    spec,
    restarts = 0,
  } = state;
  const readySeconds = typeof ready === 'number' ? ready : 600;
  const isReady = ready !== false;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: aMeta(name, {
      labels,
      ...(owner === undefined ? {} : { ownerReferences: [controllerReference(owner)] }),
      ...(terminating ? { deletionTimestamp: secondsAgo(1) } : {}),
      ...meta,
    }),
    spec: { ...aTemplate().spec, ...spec },
    status: {
      phase,
      ...(ip === undefined ? {} : { podIP: ip }),
      conditions: [
        { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: secondsAgo(isReady ? readySeconds : 5) },
      ],
      containerStatuses: [{ name: 'web', restartCount: restarts }],
    },
  };
}

export function aReplicaSet(name: string, spec: Partial<ReplicaSet['spec']> = {}, rest: Partial<ReplicaSet> = {}): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: aMeta(name),
    spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: aTemplate(), ...spec },
    ...rest,
  };
}

export function aDeployment(spec: Partial<DeploymentSpec> = {}, rest: Partial<Deployment> = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: aMeta('web', { labels: { app: 'web' } }),
    spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: aTemplate(), ...spec },
    ...rest,
  };
}

export function aStatefulSet(spec: Partial<StatefulSetSpec> = {}, rest: Partial<StatefulSet> = {}): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: aMeta('db'),
    spec: {
      replicas: 3,
      serviceName: 'db',
      selector: { matchLabels: { app: 'web' } },
      template: aTemplate(),
      volumeClaimTemplates: [aClaim('data')],
      ...spec,
    },
    ...rest,
  };
}

export function aRevision(name: string, owner: KubeObject, template: PodTemplate, revision: number): ControllerRevision {
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: aMeta(name, { ownerReferences: [controllerReference(owner)] }),
    data: { spec: { template } },
    revision,
  };
}

export function aDaemonSet(spec: Partial<DaemonSet['spec']> = {}): DaemonSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: aMeta('agent'),
    spec: { selector: { matchLabels: { app: 'web' } }, template: aTemplate(), ...spec },
  };
}

export function aNode(name: string, labels: Record<string, string> = {}): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: `uid-${name}`, labels }, spec: {} };
}

export function aJob(spec: Partial<JobSpec> = {}, rest: Partial<Job> = {}): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: aMeta('task'),
    spec: { completions: 1, parallelism: 1, backoffLimit: 6, template: aTemplate(), ...spec },
    ...rest,
  };
}

export function aCronJob(spec: Partial<CronJob['spec']> = {}, rest: Partial<CronJob> = {}): CronJob {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: aMeta('nightly'),
    spec: { schedule: '*/5 * * * *', jobTemplate: { spec: aJob().spec }, ...spec },
    ...rest,
  };
}

export function aService(spec: Partial<ServiceSpec> = {}): KubeService {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: aMeta('web', { labels: { tier: 'front' } }),
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }], ...spec },
  };
}

export function aClaim(name: string, rest: Partial<VolumeClaim> = {}): VolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: aMeta(name),
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    ...rest,
  };
}

/** Suffixes a, b, c … for names of new pods. */
export function letters(): () => string {
  let next = 0;
  return () => String.fromCodePoint(97 + next++);
}

/** Actions as short lines, to compare whole plans. */
export function describeActions(actions: readonly Action[]): string[] {
  return actions.map((action) => {
    switch (action.kind) {
      case 'create':
      case 'replace':
        return `${action.kind} ${action.resource.kind} ${action.object.metadata.name}`;
      case 'patch':
        return `patch ${action.resource.kind} ${action.key.name}`;
      case 'remove':
        return `remove ${action.resource.kind} ${action.key.name}`;
      case 'status':
        return `status ${action.resource.kind} ${action.key.name}`;
      case 'event':
        return `event ${action.reason}`;
    }
  });
}

/** The status that a plan reports, as a plain record. */
export function reportedStatus(actions: readonly Action[]): Record<string, unknown> {
  const status = actions.find((action) => action.kind === 'status');
  return status?.kind === 'status' ? { ...status.status } : {};
}
