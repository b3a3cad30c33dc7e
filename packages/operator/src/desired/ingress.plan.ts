/** The Ingress of one host. */
import type { IngressTls, UserDeployment } from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import type { OperatorSettings } from '../settings.ts';
import { type IngressAddress, namesOf } from '../user-deployment.names.ts';
import { desired, type Desired } from './desired.ts';

/**
 * Where the certificate of a host comes from. An operator that serves http has an entry that speaks no TLS; a secret that is given
 * for an ingress holds nothing for its further hosts.
 */
export function tlsModeOf({ ingress, isFurther }: IngressAddress, settings: OperatorSettings): IngressTls['mode'] {
  if (settings.ingressScheme !== 'https') return 'off';
  const mode = ingress.tls?.mode ?? 'managed';
  return isFurther && mode === 'secret' ? 'managed' : mode;
}

/** The secret that holds the certificate; cert-manager names its Certificate after it. */
export function certificateSecretOf(root: UserDeployment, { ingress, key, isFurther }: IngressAddress): string {
  const given = isFurther ? undefined : ingress.tls?.secretName;
  return given ?? namesOf(root.metadata.name).certificate(key);
}

/** What people say comes first, so that it never overrides what we say. */
function annotationsOf(address: IngressAddress, settings: OperatorSettings): Record<string, string> {
  const { ingress, host } = address;
  const isManaged = tlsModeOf(address, settings) === 'managed';
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
  const isTls = tlsModeOf(address, settings) !== 'off';
  return desired(root, {
    resource: resources.ingress,
    name: names.ingress(address.key),
    annotations: annotationsOf(address, settings),
    content: {
      spec: {
        ingressClassName: ingress.className ?? settings.ingressClassName,
        rules: [{ host, http: { paths: [{ path: ingress.path ?? '/', pathType: 'Prefix', backend }] } }],
        ...(isTls ? { tls: [{ hosts: [host], secretName: certificateSecretOf(root, address) }] } : {}),
      },
    },
  });
}
