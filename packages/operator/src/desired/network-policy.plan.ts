/**
 * Who may talk to the pods of a deployment, by tier.
 *
 * free: its own pods and the ingress controller come in; DNS, its own pods and the public internet go out, private ranges and the
 * metadata address do not. business: also pods of the same namespace, both ways. enterprise: also private ranges go out, the
 * metadata address still does not.
 */
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import type { OperatorSettings } from '../settings.ts';
import { namesOf } from '../user-deployment.names.ts';
import { desired, type Desired, selectorOf } from './desired.ts';

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15', '127.0.0.0/8'];
const privateRanges6 = ['fc00::/7', 'fe80::/10'];
/** Where clouds answer with credentials of the machine: link-local, and two that are not. */
const metadataOnly = ['169.254.0.0/16', '168.63.129.16/32', '100.100.100.200/32'];
const metadataOnly6 = ['fe80::/10', 'fd00:ec2::254/128'];

/** Exceptions of one block must not overlap. */
const freeRanges = [...privateRanges, '169.254.0.0/16', '168.63.129.16/32'];
/** The address of a cache that many clusters run on every machine. */
const nodeLocalDns = { ipBlock: { cidr: '169.254.20.10/32' } };

function namespaceNamed(name: string): object {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

function internet(isEnterprise: boolean): object[] {
  return [
    { ipBlock: { cidr: '0.0.0.0/0', except: isEnterprise ? metadataOnly : freeRanges } },
    { ipBlock: { cidr: '::/0', except: isEnterprise ? metadataOnly6 : privateRanges6 } },
  ];
}

/** One policy a deployment: default-deny with the exceptions of its tier. */
export function planNetworkPolicy(root: UserDeployment, settings: OperatorSettings): Desired {
  const tier = root.spec?.tier ?? 'free';
  const isPublic = root.spec?.visibility !== 'internal';
  const own = { podSelector: { matchLabels: selectorOf(root) } };
  const sameNamespace = tier === 'free' ? [] : [{ podSelector: {} }];
  const fromIngress = isPublic ? [namespaceNamed(settings.ingressNamespace ?? 'traefik')] : [];
  const dnsPorts = [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ];
  return desired(root, {
    resource: resources.networkPolicy,
    name: namesOf(root.metadata.name).networkPolicy,
    content: {
      spec: {
        podSelector: { matchLabels: selectorOf(root) },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [own, ...sameNamespace, ...fromIngress] }],
        egress: [
          { to: [namespaceNamed('kube-system'), nodeLocalDns], ports: dnsPorts },
          { to: [own, ...sameNamespace] },
          { to: internet(tier === 'enterprise') },
        ],
      },
    },
  });
}
