/** How one service is. */
import type { Evidence, UserDeploymentService, UserDeploymentServiceStatus } from '@moorage/kube/crds/user-deployment';
import { evidenceFor } from '../failure-reasons.ts';
import { type Deployment, isLive, isReady, type Pod } from '../pod.ts';
import { annotations } from '../user-deployment.names.ts';
import type { Autoscaler } from '../upstream.ts';
import { findPodFailure, isUnproved, type Patience, type PodClues, type PodFailure } from './pod-failure.plan.ts';

export interface ServiceStateInput {
  readonly service: UserDeploymentService;
  readonly isPaused: boolean;
  /** Copies that the spec or the autoscaler asks for. */
  readonly wanted: number;
  /** Copies that must be ready; fewer than wanted while an autoscaler adds some. */
  readonly needed: number;
  /** Version of the pod template that should run. */
  readonly wantedVersion: string;
  readonly deployment: Deployment | undefined;
  readonly autoscaler: Autoscaler | undefined;
  /** Pods of this service. */
  readonly pods: readonly Pod[];
  readonly clues: Readonly<Record<string, PodClues>>;
  readonly patience: Patience;
}

interface Counts {
  readonly ready: number;
  readonly updated: number;
  readonly old: number;
  readonly updatedReady: number;
}

function versionOf(pod: Pod): string | undefined {
  return pod.metadata.annotations?.[annotations.template];
}

function countPods(input: ServiceStateInput): Counts {
  const live = input.pods.filter(isLive);
  const updated = live.filter((pod) => versionOf(pod) === input.wantedVersion);
  const counts = (pod: Pod): boolean => isReady(pod) && !isUnproved(pod, input.patience);
  return {
    ready: live.filter(counts).length,
    updated: updated.length,
    old: live.length - updated.length,
    updatedReady: updated.filter(counts).length,
  };
}

/** The cluster has seen the version that we want, so its conditions are about it. */
function isCurrent(deployment: Deployment, wantedVersion: string): boolean {
  const seen = deployment.status?.observedGeneration ?? 0;
  const version = deployment.spec?.template?.metadata?.annotations?.[annotations.template];
  return seen >= (deployment.metadata.generation ?? 0) && version === wantedVersion;
}

function deploymentFailure({ deployment, wantedVersion }: ServiceStateInput): PodFailure | undefined {
  if (deployment === undefined || !isCurrent(deployment, wantedVersion)) return undefined;
  const conditions = deployment.status?.conditions ?? [];
  const refused = conditions.find((condition) => condition.type === 'ReplicaFailure' && condition.status === 'True');
  if (refused !== undefined) {
    const isQuota = /exceeded quota/.test(refused.message ?? '');
    return { reason: isQuota ? 'QuotaExceeded' : 'Refused', detail: refused.message ?? '', isFatal: true };
  }
  const isLate = conditions.some(
    (each) => each.type === 'Progressing' && each.status === 'False' && each.reason === 'ProgressDeadlineExceeded',
  );
  return isLate ? { reason: 'ProgressDeadlineExceeded', detail: '', isFatal: true } : undefined;
}

/** The worst failure of the pods of the wanted version; after the deadline nothing is merely passing. */
function findFailure(input: ServiceStateInput): { readonly failure: PodFailure; readonly pod?: Pod } | undefined {
  const failing = input.pods
    .filter((pod) => isLive(pod) && versionOf(pod) === input.wantedVersion)
    .flatMap((pod) => {
      const failure = findPodFailure(pod, input.clues[pod.metadata.uid ?? ''] ?? {}, input.patience);
      return failure === undefined ? [] : [{ failure, pod }];
    });
  const worst = failing.find(({ failure }) => failure.isFatal) ?? failing[0];
  const ofDeployment = deploymentFailure(input);
  if (worst === undefined) return ofDeployment === undefined ? undefined : { failure: ofDeployment };
  return ofDeployment === undefined ? worst : { pod: worst.pod, failure: { ...worst.failure, isFatal: true } };
}

function toEvidence(failure: PodFailure, clues: PodClues): Evidence {
  return evidenceFor(failure.reason, failure.detail, {
    ...(clues.logLines === undefined || clues.logLines.length === 0 ? {} : { logLines: clues.logLines }),
    ...(clues.event === undefined ? {} : { event: clues.event }),
    ...(clues.probe === undefined ? {} : { probe: clues.probe }),
    ...(failure.exitCode === undefined ? {} : { exitCode: failure.exitCode }),
  });
}

type Finding = Pick<UserDeploymentServiceStatus, 'state' | 'message' | 'evidence'>;

/** Copies that an autoscaler has just asked for do not make a running service unready; a roll-out that is under way does. */
function isEnough({ wanted, needed }: ServiceStateInput, counts: Counts): boolean {
  return counts.updatedReady >= wanted || (counts.updatedReady >= needed && counts.old === 0);
}

/** Without metrics nothing scales, and nobody would notice before the load comes. */
function autoscalingMessage(autoscaler: Autoscaler | undefined): string | undefined {
  const active = autoscaler?.status?.conditions?.find((each) => each.type === 'ScalingActive');
  return active?.status === 'False' ? `Autoscaling stands still: ${active.message ?? active.reason ?? ''}` : undefined;
}

function copies(count: number): string {
  return count === 1 ? '1 copy' : `${count} copies`;
}

function findingOf(input: ServiceStateInput, counts: Counts): Finding {
  if (input.isPaused) return { state: 'Paused', message: 'Paused: no copies run.' };
  const found = findFailure(input);
  if (found?.failure.isFatal !== true && isEnough(input, counts)) {
    const message = input.wanted === 0 ? 'Scaled to zero.' : autoscalingMessage(input.autoscaler);
    return message === undefined ? { state: 'Ready' } : { state: 'Ready', message };
  }
  const progress = `Starting: ${counts.updatedReady} of ${input.wanted} copies ready.`;
  if (found === undefined) return { state: input.deployment === undefined ? 'Pending' : 'Progressing', message: progress };
  const evidence = toEvidence(found.failure, input.clues[found.pod?.metadata.uid ?? ''] ?? {});
  if (!found.failure.isFatal) return { state: 'Progressing', message: `${progress} ${evidence.message}`, evidence };
  const isServing = counts.ready > 0;
  const message = isServing ? `${evidence.message} ${copies(counts.ready)} still running.` : evidence.message;
  return { state: isServing ? 'Degraded' : 'Failed', message, evidence };
}

/** The status of one service, from its pods alone: it changes with the pod and not a controller later. */
export function planServiceState(input: ServiceStateInput): UserDeploymentServiceStatus {
  const counts = countPods(input);
  return {
    name: input.service.name,
    image: input.service.image,
    replicas: input.wanted,
    readyReplicas: Math.min(counts.ready, Math.max(input.wanted, counts.updatedReady)),
    updatedReplicas: counts.updated,
    ...findingOf(input, counts),
  };
}

/** What a service may wait for beside other services. */
export const itsSecrets = 'its secrets';

/** The same service while it waits for others before its first start. */
export function asWaiting(status: UserDeploymentServiceStatus, waitsFor: readonly string[]): UserDeploymentServiceStatus {
  const { evidence: _none, ...rest } = status;
  return rest.state === 'Paused'
    ? rest
    : {
        ...rest,
        state: 'Pending',
        message: `Waits for ${waitsFor.join(', ')}${waitsFor.includes(itsSecrets) ? '' : ' to become ready'}.`,
      };
}
