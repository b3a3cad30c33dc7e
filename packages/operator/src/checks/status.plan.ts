/** The status of the whole, from what is known of its parts. */
import type {
  Evidence,
  UserDeploymentCanaryStatus,
  UserDeploymentPhase,
  UserDeploymentServiceStatus,
  UserDeploymentStatus,
} from '@moorage/kube/crds/user-deployment';
import { computeConditions, type StatedCondition, toKubeTime } from '@moorage/kube/runtime/report';
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';

/** What a plan found, before times are added. */
export interface Verdict {
  readonly phase: UserDeploymentPhase;
  readonly message: string;
  readonly evidence?: Evidence;
  readonly services: readonly UserDeploymentServiceStatus[];
  readonly ingresses: NonNullable<UserDeploymentStatus['ingresses']>;
  readonly canary?: UserDeploymentCanaryStatus;
  readonly conditions: readonly StatedCondition[];
}

export function condition(type: string, isTrue: boolean, reason: string, message: string): StatedCondition {
  return { type, status: isTrue ? 'True' : 'False', reason, message };
}

function releases(root: UserDeployment, phase: UserDeploymentPhase): Pick<UserDeploymentStatus, 'release' | 'readyRelease'> {
  const release = root.spec?.release;
  const ready = phase === 'Ready' ? release : root.status?.readyRelease;
  return { ...(release === undefined ? {} : { release }), ...(ready === undefined ? {} : { readyRelease: ready }) };
}

/** Gone with the canary; whoever reads them later would take them for its successor's. */
const ofCanary: readonly string[] = ['CanarySupported', 'CanaryReady'];

/** Completes a verdict with times, keeping those of what did not change. */
export function toStatus(root: UserDeployment, verdict: Verdict, now: Date): UserDeploymentStatus {
  const before = root.status;
  const { generation } = root.metadata;
  const previous = before?.conditions?.filter((each) => verdict.canary !== undefined || !ofCanary.includes(each.type));
  const conditions = computeConditions({ previous, stated: verdict.conditions, generation, now });
  const isSamePhase = before?.phase === verdict.phase && before.lastTransitionTime !== undefined;
  return {
    phase: verdict.phase,
    message: verdict.message,
    ...(verdict.phase === 'Error' ? { lastError: verdict.message } : {}),
    ...(verdict.evidence === undefined ? {} : { evidence: verdict.evidence }),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...releases(root, verdict.phase),
    services: verdict.services,
    ingresses: verdict.ingresses,
    ...(verdict.canary === undefined ? {} : { canary: verdict.canary }),
    conditions,
    lastTransitionTime: isSamePhase ? (before.lastTransitionTime ?? toKubeTime(now)) : toKubeTime(now),
  };
}

function isFailed(service: UserDeploymentServiceStatus): boolean {
  return service.state === 'Failed' || service.state === 'Degraded';
}

function readyMessage(services: readonly UserDeploymentServiceStatus[]): string {
  if (services.every((service) => service.replicas === 0)) return 'Scaled to zero: no copies run.';
  return services.length === 1 ? 'The service is ready.' : `All ${services.length} services are ready.`;
}

/** The condition `ServicesReady` and what it means for the phase. */
export function servicesVerdict(services: readonly UserDeploymentServiceStatus[]): Pick<
  Verdict,
  'phase' | 'message' | 'evidence'
> & {
  readonly condition: StatedCondition;
} {
  const type = 'ServicesReady';
  const failed = services.find(isFailed);
  if (failed !== undefined) {
    const message = services.length === 1 ? (failed.message ?? '') : `${failed.name}: ${failed.message ?? ''}`;
    const evidence = failed.evidence === undefined ? {} : { evidence: failed.evidence };
    return {
      phase: 'Error',
      message,
      ...evidence,
      condition: condition(type, false, failed.evidence?.reason ?? 'Failed', message),
    };
  }
  if (services.some((service) => service.state === 'Paused')) {
    const message = 'Paused: no copies run.';
    return { phase: 'Pending', message, condition: condition(type, false, 'Paused', message) };
  }
  const open = services.filter((service) => service.state !== 'Ready');
  if (open.length === 0) {
    const message = readyMessage(services);
    return { phase: 'Ready', message, condition: condition(type, true, 'Ready', message) };
  }
  const first = open.find((service) => service.evidence !== undefined) ?? open[0];
  const count = `${services.length - open.length} of ${services.length} services ready. ${first?.name ?? ''}: `;
  const message = `${services.length === 1 ? '' : count}${first?.message ?? ''}`;
  const evidence = first?.evidence === undefined ? {} : { evidence: first.evidence };
  return { phase: 'Provisioning', message, ...evidence, condition: condition(type, false, 'Progressing', message) };
}
