/** The verdict on the whole deployment: failures first, then what is not ready yet, each part in the order in which it is needed. */
import type {
  Evidence,
  UserDeployment,
  UserDeploymentPhase,
  UserDeploymentServiceStatus,
} from '@moorage/kube/crds/user-deployment';
import type { CanaryState } from './canary-state.plan.ts';
import { planCertificatesState } from './certificate-state.plan.ts';
import type { IngressState } from './ingress-state.plan.ts';
import type { SecretsState } from './secrets-state.plan.ts';
import { condition, servicesVerdict, type Verdict } from './status.plan.ts';

/** What a part of the deployment says about the whole. */
interface Part {
  readonly phase: UserDeploymentPhase;
  readonly message: string;
  readonly reason: string;
  readonly evidence?: Evidence;
}

function withEvidence(evidence: Evidence | undefined): { readonly evidence?: Evidence } {
  return evidence === undefined ? {} : { evidence };
}

function secretsPart({ condition: said, evidence }: SecretsState): Part | undefined {
  if (said === undefined || said.status === 'True') return undefined;
  const phase = evidence === undefined ? 'Provisioning' : 'Error';
  return { phase, message: said.message, reason: evidence?.reason ?? said.reason, ...withEvidence(evidence) };
}

function ingressPart({ isReady, message, reason, evidence }: IngressState): Part | undefined {
  if (isReady) return undefined;
  return { phase: evidence === undefined ? 'Provisioning' : 'Error', message, reason, ...withEvidence(evidence) };
}

export interface Parts {
  readonly root: UserDeployment;
  readonly services: readonly UserDeploymentServiceStatus[];
  readonly secrets: SecretsState;
  readonly ingress: IngressState;
  readonly canary: CanaryState | undefined;
}

export function judge({ root, services, secrets, ingress, canary }: Parts): Verdict {
  const running = servicesVerdict(services);
  const ofServices: Part = { ...running, reason: running.condition.reason };
  const others = [secretsPart(secrets), ingressPart(ingress)].flatMap((part) => (part === undefined ? [] : [part]));
  const failed = [ofServices, ...others].find((part) => part.phase === 'Error');
  const open = ofServices.phase === 'Ready' ? others[0] : undefined;
  const overall = failed ?? open ?? ofServices;
  const certificates = planCertificatesState(root, ingress.ingresses);
  return {
    phase: overall.phase,
    message: overall.message,
    ...withEvidence(overall.evidence),
    services,
    ingresses: ingress.ingresses,
    ...(canary === undefined ? {} : { canary: canary.status }),
    conditions: [
      condition('Valid', true, 'Valid', 'The specification is valid.'),
      ...(secrets.condition === undefined ? [] : [secrets.condition]),
      running.condition,
      condition('IngressReady', ingress.isReady, ingress.reason, ingress.message),
      ...(certificates === undefined ? [] : [certificates]),
      ...(canary?.conditions ?? []),
      condition('Ready', overall.phase === 'Ready', overall.reason, overall.message),
    ],
  };
}
