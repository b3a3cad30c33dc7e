/** How the deployment is reached from outside. */
import type { Evidence, UserDeploymentHostStatus, UserDeploymentIngressStatus } from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import { evidenceFor } from '../failure-reasons.ts';
import { type Observed, ownedOf } from '../observed.ts';
import type { OperatorSettings } from '../settings.ts';
import { planCertificate } from './certificate-state.plan.ts';
import { hostsOf, type IngressAddress, namesOf, urlOf } from '../user-deployment.names.ts';

export interface IngressState {
  /** Those that may have an Ingress: not taken by an older deployment. */
  readonly addresses: readonly IngressAddress[];
  readonly ingresses: readonly UserDeploymentIngressStatus[];
  readonly isReady: boolean;
  readonly reason: 'Internal' | 'HostClash' | 'Routed' | 'Progressing';
  readonly message: string;
  /** Present when it has failed. */
  readonly evidence?: Evidence;
}

function hostStatus(observed: Observed, address: IngressAddress, settings: OperatorSettings): UserDeploymentHostStatus {
  const certificate = planCertificate(observed, address, settings);
  const url = urlOf(address, settings);
  return { host: address.host, url, ...(certificate === undefined ? {} : { certificate }) };
}

/** Of an ingress whose own host is taken nothing is told, though its further hosts are routed. */
function ingressStatuses(
  observed: Observed,
  addresses: readonly IngressAddress[],
  settings: OperatorSettings,
): UserDeploymentIngressStatus[] {
  return addresses
    .filter(({ isFurther }) => !isFurther)
    .map((address) => {
      const { ingress } = address;
      const hosts = addresses
        .filter((other) => other.isFurther && other.ingress === ingress)
        .map((other) => hostStatus(observed, other, settings));
      const own = { id: ingress.id, name: ingress.name, ...hostStatus(observed, address, settings) };
      return hosts.length === 0 ? own : { ...own, hosts };
    });
}

export function planIngressState(observed: Observed, settings: OperatorSettings): IngressState {
  const { root, takenHosts } = observed;
  if (root.spec?.visibility === 'internal') {
    return { addresses: [], ingresses: [], isReady: true, reason: 'Internal', message: 'Reachable within the cluster only.' };
  }
  const all = hostsOf(root, settings.deploymentDomain);
  const addresses = all.filter(({ host }) => takenHosts[host] === undefined);
  const ingresses = ingressStatuses(observed, addresses, settings);
  const clash = all.find(({ host }) => takenHosts[host] !== undefined);
  if (clash !== undefined) {
    const evidence = evidenceFor('HostClash', `spec.${clash.field} is ${clash.host}.`);
    return { addresses, ingresses, isReady: false, reason: 'HostClash', message: evidence.message, evidence };
  }
  const present = new Set(ownedOf(observed, resources.ingress).map((object) => object.metadata.name));
  const isRouted = addresses.every(({ key }) => present.has(namesOf(root.metadata.name).ingress(key)));
  if (!isRouted) return { addresses, ingresses, isReady: false, reason: 'Progressing', message: 'Addresses are being routed.' };
  const message = all.length === 0 ? 'No ingress is asked for.' : 'Every address is routed.';
  return { addresses, ingresses, isReady: true, reason: 'Routed', message };
}
