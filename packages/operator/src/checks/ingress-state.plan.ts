/** How the deployment is reached from outside. */
import type { Evidence, UserDeploymentIngressStatus } from '@moorage/kube/crds/user-deployment';
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

export function planIngressState(observed: Observed, settings: OperatorSettings): IngressState {
  const { root, takenHosts } = observed;
  if (root.spec?.visibility === 'internal') {
    return { addresses: [], ingresses: [], isReady: true, reason: 'Internal', message: 'Reachable within the cluster only.' };
  }
  const all = hostsOf(root, settings.deploymentDomain);
  const addresses = all.filter(({ host }) => takenHosts[host] === undefined);
  const ingresses = addresses.map((address) => {
    const certificate = planCertificate(observed, address, settings);
    const { id, name } = address.ingress;
    return { id, name, host: address.host, url: urlOf(address, settings), ...(certificate === undefined ? {} : { certificate }) };
  });
  const clash = all.find(({ host }) => takenHosts[host] !== undefined);
  if (clash !== undefined) {
    const evidence = evidenceFor('HostClash', `The host is ${clash.host}.`);
    return { addresses, ingresses, isReady: false, reason: 'HostClash', message: evidence.message, evidence };
  }
  const present = new Set(ownedOf(observed, resources.ingress).map((object) => object.metadata.name));
  const isRouted = addresses.every(({ ingress }) => present.has(namesOf(root.metadata.name).ingress(ingress.name)));
  if (!isRouted) return { addresses, ingresses, isReady: false, reason: 'Progressing', message: 'Addresses are being routed.' };
  const message = all.length === 0 ? 'No ingress is asked for.' : 'Every address is routed.';
  return { addresses, ingresses, isReady: true, reason: 'Routed', message };
}
