/** Names of everything a UserDeployment owns. They follow from the spec alone, so that doing it twice is doing it once. */
import type { UserDeployment, UserDeploymentIngress } from '@moorage/kube/crds/user-deployment';
import { userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { fingerprintOf } from '@moorage/kube/runtime/fingerprint';
import type { OperatorSettings } from './settings.ts';

export const managedBy = 'moorage';
export const fieldManager = 'moorage-operator';

export const annotations = {
  /** On every object: what we wanted when we applied it. */
  fingerprint: 'moorage.dev/applied',
  /** On pods: which version of the template they run. */
  template: 'moorage.dev/template-version',
  restartedAt: 'moorage.dev/restarted-at',
  serviceRestartedAt: 'moorage.dev/service-restarted-at',
  files: 'moorage.dev/files-version',
  /** On pods: which version of their secrets they were started with. */
  secrets: 'moorage.dev/secrets-version',
  /** On Deployments: `autoscaled` while their replicas are not ours. */
  replicas: 'moorage.dev/replicas',
} as const;

export const namesOf = (deployment: string) => ({
  serviceAccount: deployment,
  networkPolicy: `${deployment}-isolation`,
  workload: (service: string) => `${deployment}-${service}`,
  files: (service: string) => `${deployment}-${service}-files`,
  secrets: (service: string) => `${deployment}-${service}-secrets`,
  volumeClaim: (service: string, volume: string) => `${deployment}-${service}-${volume}`,
  ingress: (key: string) => `${deployment}-${key}`,
  canaryRoute: (key: string) => `${deployment}-${key}-canary`,
  certificate: (key: string) => `${deployment}-${key}-tls`,
});

/** One host of an ingress. Each has an Ingress and a certificate of its own, so that trouble with one host is not that of others. */
export interface IngressAddress {
  readonly ingress: UserDeploymentIngress;
  readonly host: string;
  /** What its objects are called after. */
  readonly key: string;
  /** A further host, of the tenant's own zone. */
  readonly isFurther: boolean;
  /** Where the spec asks for it. */
  readonly field: string;
}

/** Hosts of all ingresses: the first gets the deployment's own name; further ones follow the host of their ingress. */
export function hostsOf(root: UserDeployment, deploymentDomain: string): IngressAddress[] {
  const domain = root.spec?.domain ?? deploymentDomain;
  return (root.spec?.ingresses ?? []).flatMap((ingress, index): IngressAddress[] => {
    const derived = `${index === 0 ? '' : `${ingress.name}-`}${root.metadata.name}.${domain}`;
    const host = (ingress.host ?? derived).toLowerCase();
    const further = (ingress.hosts ?? []).map((each, at) => {
      const name = each.toLowerCase();
      const key = `${ingress.name}-${fingerprintOf(name).slice(0, 10)}`;
      return { ingress, host: name, key, isFurther: true, field: `ingresses[${index}].hosts[${at}]` };
    });
    return [{ ingress, host, key: ingress.name, isFurther: false, field: `ingresses[${index}].host` }, ...further];
  });
}

/** What a person types into a browser. An address without TLS on an operator that serves https is on the usual port of http. */
export function urlOf(address: IngressAddress, settings: Pick<OperatorSettings, 'ingressScheme' | 'ingressPort'>): string {
  const isPlain = settings.ingressScheme === 'https' && address.ingress.tls?.mode === 'off';
  const scheme = isPlain ? 'http' : settings.ingressScheme;
  const ownPort = scheme === 'https' ? 443 : 80;
  const isUsual = isPlain || settings.ingressPort === undefined || settings.ingressPort === ownPort;
  const port = isUsual ? '' : `:${settings.ingressPort}`;
  const path = address.ingress.path === undefined || address.ingress.path === '/' ? '' : address.ingress.path;
  return `${scheme}://${address.host}${port}${path}`;
}

/** The key of the UserDeployment that an object belongs to, by its labels. */
export function rootKeyOf(object: KubeObject): string | undefined {
  const instance = object.metadata.labels?.[userDeploymentLabels.instance];
  return instance === undefined ? undefined : `${object.metadata.namespace ?? ''}/${instance}`;
}

export function componentOf(object: KubeObject): string | undefined {
  return object.metadata.labels?.[userDeploymentLabels.component];
}
