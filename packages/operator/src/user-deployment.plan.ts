/**
 * What to do about a UserDeployment: a pure function from what was observed.
 *
 * Early returns for the special states (being deleted, invalid), then the ordinary case: everything that should exist is computed and
 * compared with what exists; the difference is the actions. The status is computed from what was observed, not from what the
 * actions will bring about: it says what is, never what we hope for.
 */
import { done, type Outcome, stalled, wait } from '@moorage/core/outcome';
import {
  type UserDeployment,
  userDeploymentFinalizer,
  type UserDeploymentService,
  type UserDeploymentServiceStatus,
  type UserDeploymentStatus,
} from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import type { Action } from '@moorage/kube/runtime/execute';
import { isRoutedTo, planCanary } from './checks/canary-state.plan.ts';
import { actionFor, planPruning, removal } from './checks/difference.plan.ts';
import { planIngressState } from './checks/ingress-state.plan.ts';
import { planSecretsState, type SecretsState } from './checks/secrets-state.plan.ts';
import { asWaiting, itsSecrets, planServiceState } from './checks/service-state.plan.ts';
import { condition, toStatus, type Verdict } from './checks/status.plan.ts';
import { judge } from './checks/verdict.plan.ts';
import { planDesired } from './desired/all.plan.ts';
import { planPodTemplate, type PodTemplate, templateVersionOf } from './desired/pod-template.plan.ts';
import { probePatience } from './desired/probes.plan.ts';
import { isAutoscaled, planHandOver, wantedReplicas } from './desired/replicas.plan.ts';
import { evidenceFor } from './failure-reasons.ts';
import { type Observed, ownedOf, removedResources } from './observed.ts';
import { type Deployment, isLive, type Pod } from './pod.ts';
import type { OperatorSettings } from './settings.ts';
import { componentOf, namesOf } from './user-deployment.names.ts';
import { findProblems } from './user-deployment.rules.ts';

export interface Plan {
  readonly actions: readonly Action[];
  readonly status: UserDeploymentStatus;
  readonly outcome: Outcome;
}

const repairMs = 300_000;
const progressMs = 10_000;
const watchfulMs = 1_000;
const developmentMs = 15_000;
const overdueMs = 300_000;

function finalizerPatch(root: UserDeployment, finalizers: readonly string[]): Action {
  const { name, namespace = 'default', resourceVersion } = root.metadata;
  return {
    kind: 'patch',
    resource: resources.userDeployment,
    key: { name, namespace },
    patch: { metadata: { finalizers, resourceVersion } },
  };
}

function planDeletion(observed: Observed): Plan {
  const { root } = observed;
  const others = (root.metadata.finalizers ?? []).filter((name) => name !== userDeploymentFinalizer);
  const isOurs = others.length < (root.metadata.finalizers ?? []).length;
  const present = removedResources.flatMap((resource) => ownedOf(observed, resource).map((object) => ({ resource, object })));
  const open = present.filter(({ object }) => object.metadata.deletionTimestamp === undefined);
  const isGone = present.length === 0 && observed.pods.length === 0;
  // A pod on a machine that died never ends; owner references see to the rest.
  const isOverdue = observed.now.getTime() - new Date(root.metadata.deletionTimestamp ?? observed.now).getTime() > overdueMs;
  const message = isGone ? 'Everything is removed.' : `Removing ${present.length} objects and ${observed.pods.length} pods.`;
  const services = (root.status?.services ?? []).map((service) => ({
    ...service,
    state: 'Pending' as const,
    readyReplicas: 0,
    message: 'Is being removed.',
  }));
  const conditions = [condition('Ready', false, 'Deleting', message)];
  return {
    actions: [
      ...open.map(({ resource, object }) => removal(resource, object)),
      ...((isGone || isOverdue) && isOurs ? [finalizerPatch(root, others)] : []),
    ],
    status: toStatus(root, { phase: 'Deleting', message, services, ingresses: [], conditions }, observed.now),
    outcome: isGone ? done() : wait(progressMs, 'Deleting'),
  };
}

function planRefusal(observed: Observed, problems: ReturnType<typeof findProblems>): Plan {
  const { root, now } = observed;
  const detail = problems.map((each) => `${each.path}: ${each.message}`).join(' ');
  const evidence = evidenceFor('InvalidSpec', detail.slice(0, 2_000));
  const reason = problems[0]?.reason ?? 'InvalidSpec';
  const verdict: Verdict = {
    phase: 'Error',
    message: evidence.message,
    evidence,
    services: root.status?.services ?? [],
    ingresses: root.status?.ingresses ?? [],
    conditions: [condition('Valid', false, reason, evidence.message), condition('Ready', false, 'InvalidSpec', evidence.message)],
  };
  return { actions: [], status: toStatus(root, verdict, now), outcome: stalled(reason, evidence.message) };
}

interface ServiceView {
  readonly service: UserDeploymentService;
  readonly template: PodTemplate;
  readonly state: UserDeploymentServiceStatus;
  readonly present: Deployment | undefined;
  /** Services that must be ready before this one starts for the first time. */
  readonly waitsFor: readonly string[];
}

/** Only the first start waits: a service that runs is not stopped because another one fails. */
function waitsBeforeStart(service: UserDeploymentService, present: Deployment | undefined, secrets: SecretsState): string[] {
  if (present !== undefined) return [];
  return [...(service.dependsOn ?? []), ...(secrets.unsynced.has(service.name) ? [itsSecrets] : [])];
}

function observeService(
  observed: Observed,
  settings: OperatorSettings,
  secrets: SecretsState,
  service: UserDeploymentService,
): ServiceView {
  const { root, clues, now } = observed;
  const name = namesOf(root.metadata.name).workload(service.name);
  const deployment = observed.deployments.find((object) => object.metadata.name === name);
  const template = planPodTemplate(root, service, settings, secrets.versions[service.name]);
  const wanted = wantedReplicas(root, service, deployment);
  const fewest = isAutoscaled(root, service) ? (service.autoscaling?.minReplicas ?? wanted) : wanted;
  const state = planServiceState({
    service,
    isPaused: root.spec?.paused === true,
    wanted,
    needed: Math.min(wanted, fewest),
    wantedVersion: templateVersionOf(template),
    deployment,
    autoscaler: observed.autoscalers.find((object) => object.metadata.name === name),
    pods: observed.pods.filter((pod) => componentOf(pod) === service.name),
    clues,
    patience: { now, ...probePatience(service, settings) },
  });
  return { service, template, state, present: deployment, waitsFor: waitsBeforeStart(service, deployment, secrets) };
}

function observeServices(observed: Observed, settings: OperatorSettings, secrets: SecretsState): ServiceView[] {
  const views = (observed.root.spec?.services ?? []).map((service) => observeService(observed, settings, secrets, service));
  const ready = new Set(views.filter(({ state }) => state.state === 'Ready').map(({ service }) => service.name));
  return views.map((view) => {
    const waitsFor = view.waitsFor.filter((name) => !ready.has(name));
    return waitsFor.length === 0 ? { ...view, waitsFor } : { ...view, waitsFor, state: asWaiting(view.state, waitsFor) };
  });
}

/** True while time alone may change the verdict on a pod: it has begun to run lately, or runs and is not ready. */
function isDeveloping(pod: Pod, now: Date): boolean {
  return (pod.status?.containerStatuses ?? []).some(({ state, ready }) => {
    const since = state?.running?.startedAt;
    return since !== undefined && (!ready || now.getTime() - new Date(since).getTime() < developmentMs);
  });
}

function outcomeFor(verdict: Verdict, observed: Observed): Outcome {
  if (verdict.canary?.state === 'Progressing') return wait(watchfulMs, 'Canary');
  if (verdict.phase === 'Ready' || verdict.services.every((service) => service.state === 'Paused')) return done(repairMs);
  const isWatchful = observed.pods.some((pod) => isLive(pod) && isDeveloping(pod, observed.now));
  return wait(isWatchful ? watchfulMs : progressMs, verdict.phase);
}

/** What to do, what to say and when to look again. */
export function planUserDeployment(observed: Observed, settings: OperatorSettings): Plan {
  const { root, now } = observed;
  if (root.metadata.deletionTimestamp !== undefined) return planDeletion(observed);
  const problems = findProblems(root, settings);
  if (problems.length > 0) return planRefusal(observed, problems);
  const secrets = planSecretsState(observed, settings);
  const services = observeServices(observed, settings, secrets);
  const ingress = planIngressState(observed, settings);
  const startable = services.filter((view) => view.waitsFor.length === 0);
  const canary = planCanary({ observed, settings, secrets, addresses: ingress.addresses });
  const running = planDesired({ root, startable, externalSecrets: secrets.desired, addresses: ingress.addresses, settings });
  const wanted = [...running, ...(canary?.desired ?? [])];
  const finalizers = root.metadata.finalizers ?? [];
  const verdict = judge({ root, services: services.map((view) => view.state), secrets, ingress, canary });
  return {
    actions: [
      ...(finalizers.includes(userDeploymentFinalizer) ? [] : [finalizerPatch(root, [...finalizers, userDeploymentFinalizer])]),
      ...startable.flatMap(({ service, present }) => planHandOver(root, service, present)),
      ...wanted.flatMap((each) => actionFor(observed, each)),
      ...planPruning(observed, wanted, isRoutedTo(observed)),
    ],
    status: toStatus(root, verdict, now),
    outcome: outcomeFor(verdict, observed),
  };
}
