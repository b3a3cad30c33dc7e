/** The Ingress of one entry. */
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import type { OperatorSettings } from '../settings.ts';
import { type IngressAddress, namesOf } from '../user-deployment.names.ts';
import { desired, type Desired } from './desired.ts';

function annotationsOf(host: string, settings: OperatorSettings): Record<string, string> {
  if (settings.ingressScheme !== 'https') return {};
  return {
    'external-dns.alpha.kubernetes.io/hostname': host,
    ...(settings.certIssuer === undefined ? {} : { 'cert-manager.io/cluster-issuer': settings.certIssuer }),
  };
}

export function planIngress(root: UserDeployment, address: IngressAddress, settings: OperatorSettings): Desired {
  const { ingress, host } = address;
  const names = namesOf(root.metadata.name);
  const backend = { service: { name: names.workload(ingress.service), port: { number: ingress.port } } };
  const isTls = settings.ingressScheme === 'https';
  return desired(root, {
    resource: resources.ingress,
    name: names.ingress(ingress.name),
    annotations: annotationsOf(host, settings),
    content: {
      spec: {
        ingressClassName: settings.ingressClassName,
        rules: [{ host, http: { paths: [{ path: ingress.path ?? '/', pathType: 'Prefix', backend }] } }],
        ...(isTls ? { tls: [{ hosts: [host], secretName: names.certificate(ingress.name) }] } : {}),
      },
    },
  });
}
