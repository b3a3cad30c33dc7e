/** The Ingress of one entry. */
import type { IngressTls, UserDeployment, UserDeploymentIngress } from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import type { OperatorSettings } from '../settings.ts';
import { type IngressAddress, namesOf } from '../user-deployment.names.ts';
import { desired, type Desired } from './desired.ts';

/** Where the certificate of an ingress comes from. An operator that serves http has an entry that speaks no TLS. */
export function tlsModeOf(ingress: UserDeploymentIngress, settings: OperatorSettings): IngressTls['mode'] {
  return settings.ingressScheme === 'https' ? (ingress.tls?.mode ?? 'managed') : 'off';
}

/** The secret that holds the certificate; cert-manager names its Certificate after it. */
export function certificateSecretOf(root: UserDeployment, ingress: UserDeploymentIngress): string {
  return ingress.tls?.secretName ?? namesOf(root.metadata.name).certificate(ingress.name);
}

/** What people say comes first, so that it never overrides what we say. */
function annotationsOf({ ingress, host }: IngressAddress, settings: OperatorSettings): Record<string, string> {
  const isManaged = tlsModeOf(ingress, settings) === 'managed';
  return {
    ...ingress.annotations,
    ...(settings.ingressScheme === 'https' ? { 'external-dns.alpha.kubernetes.io/hostname': host } : {}),
    ...(isManaged && settings.certIssuer !== undefined ? { 'cert-manager.io/cluster-issuer': settings.certIssuer } : {}),
  };
}

export function planIngress(root: UserDeployment, address: IngressAddress, settings: OperatorSettings): Desired {
  const { ingress, host } = address;
  const names = namesOf(root.metadata.name);
  const backend = { service: { name: names.workload(ingress.service), port: { number: ingress.port } } };
  const isTls = tlsModeOf(ingress, settings) !== 'off';
  return desired(root, {
    resource: resources.ingress,
    name: names.ingress(ingress.name),
    annotations: annotationsOf(address, settings),
    content: {
      spec: {
        ingressClassName: ingress.className ?? settings.ingressClassName,
        rules: [{ host, http: { paths: [{ path: ingress.path ?? '/', pathType: 'Prefix', backend }] } }],
        ...(isTls ? { tls: [{ hosts: [host], secretName: certificateSecretOf(root, ingress) }] } : {}),
      },
    },
  });
}
