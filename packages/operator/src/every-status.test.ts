/**
 * Every status that we document is reached, with its evidence.
 *
 * The scenarios are a table over the catalogue, so a new reason without a scenario does not compile; phases and states are counted
 * over all of them.
 */
import { AppError } from '@moorage/core/errors';
import type { UserDeploymentService, UserDeploymentSpec, UserDeploymentStatus } from '@moorage/kube/crds/user-deployment';
import { userDeploymentCrd } from '@moorage/kube/crds/crds';
import { describe, expect, it } from 'vitest';
import type { PodClues } from './checks/pod-failure.plan.ts';
import { evidenceFor, failureReasons, type FailureReason } from './failure-reasons.ts';
import type { Observed } from './observed.ts';
import type { ContainerStatus, Pod } from './pod.ts';
import type { OperatorSettings } from './settings.ts';
import { afterApplying, ago, aPod, aRoot, aService, now, observe, settings } from './user-deployment.fake.ts';
import { planUserDeployment } from './user-deployment.plan.ts';
import { explainError, reportFailure } from './user-deployment.report.ts';

const statusOf = (observed: Observed, using: OperatorSettings = settings): UserDeploymentStatus =>
  planUserDeployment(observed, using).status;
const settled = (observed: Observed): Observed => afterApplying(observed, planUserDeployment(observed, settings));

/** A settled deployment whose pod is as given. */
function withPod(
  container: Partial<ContainerStatus>,
  clues: PodClues = {},
  podStatus: Partial<Pod['status']> = {},
): UserDeploymentStatus {
  const root = aRoot();
  const made = aPod(root, { isReady: false, status: { state: {}, ...container } });
  const pod = { ...made, status: { ...made.status, ...podStatus } };
  return statusOf({ ...settled(observe(root)), pods: [pod], clues: { [pod.metadata.uid ?? '']: clues } });
}

function withDeploymentCondition(condition: {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}): UserDeploymentStatus {
  const observed = settled(observe(aRoot()));
  const status = { observedGeneration: 1, conditions: [condition] };
  return statusOf({ ...observed, deployments: observed.deployments.map((each) => ({ ...each, status })) });
}

/** The status after the API server has answered the first action with an error. */
function withRefusal(error: AppError): UserDeploymentStatus {
  const observed = observe(aRoot());
  const plan = planUserDeployment(observed, settings);
  const action = plan.actions[0];
  const evidence = explainError(error);
  if (action === undefined || evidence === undefined) throw new Error('nothing was refused');
  return reportFailure(observed, plan, { action, evidence }).status;
}

const wantingSecrets: Partial<UserDeploymentSpec> = { secrets: { scopes: [{ scope: 'deployment', path: 'a' }] } };
const withStore = { ...settings, clusterSecretStore: 'vault' };

function withFailedSync(): UserDeploymentStatus {
  const first = observe(aRoot(wantingSecrets), { secrets: { engine: 'served', externalSecrets: [], versions: {} } });
  const after = afterApplying(first, planUserDeployment(first, withStore));
  const status = { conditions: [{ type: 'Ready', status: 'False', reason: 'SecretSyncedError', message: 'permission denied' }] };
  const externalSecrets = after.secrets.externalSecrets.map((each) => ({ ...each, status }));
  return statusOf({ ...after, secrets: { ...after.secrets, externalSecrets } }, withStore);
}

function withFailedCertificate(): UserDeploymentStatus {
  const https = { ...settings, ingressScheme: 'https', certIssuer: 'letsencrypt' } as const;
  const certificate = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'hello-main-tls' },
    status: { conditions: [{ type: 'Issuing', status: 'False', reason: 'Failed' }], lastFailureTime: ago(9) },
  };
  return statusOf(observe(aRoot(), { certificates: { engine: 'served', byName: { 'hello-main-tls': certificate } } }), https);
}

const waiting = (reason: string, message: string) => ({ state: { waiting: { reason, message } } });
const crashed = (exitCode: number, reason = 'Error') => ({
  restartCount: 2,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode, reason } },
});
const creating = waiting('ContainerCreating', '');
const logLines = ['starting', 'no database'];

interface Scenario {
  readonly status: () => UserDeploymentStatus;
  /** What the evidence holds beyond the sentence and the next step. */
  readonly evidence?: object;
  /** A failure that may still pass by itself is shown in phase Provisioning. */
  readonly phase?: 'Provisioning' | 'Error';
}

const scenarios: Record<FailureReason, Scenario> = {
  InvalidSpec: { status: () => statusOf(observe(aRoot({ services: [aService({ image: '!' })] }))) },
  ImagePullFailed: {
    status: () => withPod(waiting('ImagePullBackOff', 'manifest unknown'), { event: 'Failed: manifest unknown' }),
    evidence: { event: 'Failed: manifest unknown', message: expect.stringContaining('manifest unknown') },
  },
  CrashLooping: { status: () => withPod(crashed(3), { logLines }), evidence: { exitCode: 3, logLines } },
  StartFailed: { status: () => withPod(crashed(127)), evidence: { exitCode: 127 } },
  OutOfMemory: { status: () => withPod(crashed(137, 'OOMKilled'), { logLines }), evidence: { exitCode: 137, logLines } },
  ProbeFailing: {
    status: () => withPod({ state: { running: { startedAt: ago(90) } } }, { probe: 'Readiness probe failed: 503' }),
    evidence: { probe: 'Readiness probe failed: 503' },
  },
  ConfigMissing: { status: () => withPod(waiting('CreateContainerConfigError', 'secret "a" not found')) },
  RunsAsRoot: {
    status: () => withPod(waiting('CreateContainerConfigError', 'container has runAsNonRoot and image will run as root')),
  },
  VolumeFailed: {
    status: () => withPod(creating, { event: 'FailedMount: timed out' }, { startTime: ago(60) }),
    evidence: { event: 'FailedMount: timed out' },
  },
  Unschedulable: {
    status: () =>
      withPod({}, {}, { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }] }),
    evidence: { message: expect.stringContaining('0/3 nodes') },
    phase: 'Provisioning',
  },
  QuotaExceeded: {
    status: () => withDeploymentCondition({ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota: small' }),
    evidence: { message: expect.stringContaining('small') },
  },
  ProgressDeadlineExceeded: {
    status: () => withDeploymentCondition({ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }),
  },
  SecretsEngineMissing: { status: () => statusOf(observe(aRoot(wantingSecrets)), withStore) },
  SecretStoreMissing: { status: () => statusOf(observe(aRoot(wantingSecrets))) },
  SecretSyncFailed: { status: withFailedSync, evidence: { message: expect.stringContaining('permission denied') } },
  CertificateFailed: { status: withFailedCertificate },
  NameClash: { status: () => withRefusal(new AppError('already_exists', 'A Service named "a" exists.')) },
  HostClash: {
    status: () => statusOf(observe(aRoot(), { takenHosts: { 'hello.apps.example.com': 'team/other' } })),
    evidence: { message: expect.stringContaining('hello.apps.example.com') },
  },
  Refused: {
    status: () => withRefusal(new AppError('forbidden', 'pods "a" is forbidden by policy')),
    evidence: { message: expect.stringContaining('by policy') },
  },
};

/** Reasons whose evidence is not that of the whole: a certificate does not fail a deployment. Shrinks only. */
const besideThePhase: readonly string[] = ['CertificateFailed'];

function isReason(name: string): name is FailureReason {
  return name in failureReasons;
}
const reasons = Object.keys(failureReasons).filter(isReason);

describe('every reason of failure', () => {
  it.each(reasons.filter((reason) => !besideThePhase.includes(reason)))('%s is reached, with evidence', (reason) => {
    const { status, evidence = {}, phase = 'Error' } = scenarios[reason];
    const reached = status();
    const { sentence, nextStep } = failureReasons[reason];
    expect(reached.phase).toBe(phase);
    expect(reached.evidence).toMatchObject({ reason, nextStep, ...evidence });
    expect(reached.evidence?.message.startsWith(sentence)).toBe(true);
    expect(reached.message).toContain(reached.evidence?.message);
    expect(reached.conditions?.find((each) => each.type === 'Ready')).toMatchObject({ status: 'False' });
  });

  it('CertificateFailed is reached in the condition of certificates, with its next step', () => {
    const { message } = evidenceFor('CertificateFailed');
    const condition = scenarios.CertificateFailed.status().conditions?.find((each) => each.type === 'CertificatesReady');
    expect(condition?.message).toContain(message);
    expect(condition?.message).toContain(failureReasons.CertificateFailed.nextStep);
  });

  it('has a sentence and a next step for people', () => {
    for (const { sentence, nextStep } of Object.values(failureReasons)) {
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(nextStep).toMatch(/^[A-Z].*\.$/);
    }
  });
});

const two = [aService(), aService({ name: 'api', dependsOn: ['web'] })];
const running = (service: Partial<UserDeploymentService> = {}, more = {}): UserDeploymentStatus => {
  const root = aRoot({ services: [aService(service)], ...more });
  return statusOf({ ...settled(observe(root)), pods: [aPod(root)] });
};
const degraded = (): UserDeploymentStatus => {
  const root = aRoot();
  const pods = [aPod(root, { isReady: false, status: crashed(1) }), aPod(root, { version: 'older', metadata: { uid: 'old' } })];
  return statusOf({ ...settled(observe(root)), pods });
};

/** What is documented as a list of values in the definition. */
function documented(...path: string[]): string[] {
  let schema = userDeploymentCrd.spec.versions[0]?.schema.openAPIV3Schema;
  for (const name of path) schema = name === '[]' ? schema?.items : schema?.properties?.[name];
  return [...(schema?.enum ?? [])].sort();
}

describe('every documented status', () => {
  const all: readonly UserDeploymentStatus[] = [
    ...Object.values(scenarios).map((scenario) => scenario.status()),
    running(),
    running({ replicas: 0 }),
    running({}, { paused: true }),
    degraded(),
    statusOf(observe(aRoot({ services: two }))),
    statusOf(settled(observe(aRoot()))),
    statusOf(observe(aRoot({}, { deletionTimestamp: now.toISOString() }))),
    statusOf(observe(aRoot()), { ...settings, ingressScheme: 'https', certIssuer: 'a' }),
    certificate('Pending'),
    certificate('Ready'),
    certificate('Provided'),
  ];

  function certificate(state: 'Pending' | 'Ready' | 'Provided'): UserDeploymentStatus {
    const https = { ...settings, ingressScheme: 'https', certIssuer: 'a' } as const;
    const tls = { mode: 'secret', secretName: 'own' } as const;
    const ingress = { id: 'i1', name: 'main', service: 'web', port: 3000, ...(state === 'Provided' ? { tls } : {}) };
    const made = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'hello-main-tls' },
      status: { conditions: [{ type: 'Ready', status: 'True', reason: 'Ready' }] },
    };
    const byName = state === 'Ready' ? { 'hello-main-tls': made } : {};
    return statusOf(observe(aRoot({ ingresses: [ingress] }), { certificates: { engine: 'served', byName } }), https);
  }

  const seen = (values: readonly (string | undefined)[]): string[] =>
    [...new Set(values.flatMap((value) => (value === undefined ? [] : [value])))].sort();

  it('is reached: phases', () => {
    expect(seen(all.map((status) => status.phase))).toEqual(documented('status', 'phase'));
  });

  it('is reached: states of services', () => {
    const states = all.flatMap((status) => (status.services ?? []).map((service) => service.state));
    expect(seen(states)).toEqual(documented('status', 'services', '[]', 'state'));
  });

  it('is reached: states of certificates', () => {
    const states = all.flatMap((status) => (status.ingresses ?? []).map((ingress) => ingress.certificate?.state));
    expect(seen(states)).toEqual(documented('status', 'ingresses', '[]', 'certificate', 'state'));
  });

  it('is reached: conditions, each both ways', () => {
    const stated = all.flatMap((status) => (status.conditions ?? []).map((each) => `${each.type}=${each.status}`));
    for (const type of ['Valid', 'ServicesReady', 'IngressReady', 'CertificatesReady', 'Ready']) {
      expect(stated).toContain(`${type}=True`);
      expect(stated).toContain(`${type}=False`);
    }
    expect(stated).toContain('SecretsSynced=False');
  });

  it('says something of every state that is not ready', () => {
    for (const status of all) {
      expect(status.message).not.toBe('');
      for (const service of status.services ?? []) if (service.state !== 'Ready') expect(service.message).toBeTruthy();
    }
  });
});
