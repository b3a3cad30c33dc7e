/** Everything that should exist for a UserDeployment, in the order in which it is made. */
import type { UserDeployment, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import type { Deployment } from '../pod.ts';
import type { OperatorSettings } from '../settings.ts';
import { type IngressAddress, namesOf } from '../user-deployment.names.ts';
import { desired, type Desired } from './desired.ts';
import { planFiles } from './files.plan.ts';
import { planIngress } from './ingress.plan.ts';
import { planNetworkPolicy } from './network-policy.plan.ts';
import type { PodTemplate } from './pod-template.plan.ts';
import { planAutoscaler, planDisruptionBudget } from './scaling.plan.ts';
import { planService, planVolumeClaims, planWorkload } from './service.plan.ts';

export interface DesiredSet {
  readonly root: UserDeployment;
  /** Services that may run now; one that waits for another to become ready is not yet among them. */
  readonly startable: readonly {
    readonly service: UserDeploymentService;
    readonly template: PodTemplate;
    readonly present: Deployment | undefined;
  }[];
  readonly externalSecrets: readonly Desired[];
  readonly addresses: readonly IngressAddress[];
  readonly settings: OperatorSettings;
}

/** No token: what runs here has no business with the Kubernetes API. */
function planServiceAccount(root: UserDeployment): Desired {
  const name = namesOf(root.metadata.name).serviceAccount;
  return desired(root, { resource: resources.serviceAccount, name, content: { automountServiceAccountToken: false } });
}

/** What a pod needs comes before the pod, and what leads to it after. */
export function planDesired({ root, startable, externalSecrets, addresses, settings }: DesiredSet): Desired[] {
  const services = root.spec?.services ?? [];
  return [
    planServiceAccount(root),
    planNetworkPolicy(root, settings),
    ...services.flatMap((service) => planFiles(root, service)),
    ...services.flatMap((service) => planVolumeClaims(root, service)),
    ...externalSecrets,
    ...services.flatMap((service) => planService(root, service)),
    ...startable.flatMap(({ service }) => planDisruptionBudget(root, service)),
    ...startable.map(({ service, template, present }) => planWorkload(root, service, template, present)),
    ...startable.flatMap(({ service, present }) => (present === undefined ? [] : planAutoscaler(root, service))),
    ...addresses.map((address) => planIngress(root, address, settings)),
  ];
}
