/** Who routes requests to a service of a deployment: its Ingresses as they are, and what their classes say. */
import type { KubeClient } from '@moorage/kube/client/types';
import type { CanaryIngress } from '@moorage/kube/crds/canary-support';
import { userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { DeploymentKey, ServiceRouting } from '../../domains/deployments/deployment.ports.ts';
import { servesKind } from './served-kinds.ts';

interface IngressSpec {
  readonly ingressClassName?: string;
  readonly rules?: readonly {
    readonly http?: { readonly paths?: readonly { readonly backend: { readonly service?: { readonly name: string } } }[] };
  }[];
}
type IngressClass = KubeObject<{ readonly controller?: string }>;
const defaultClass = 'ingressclass.kubernetes.io/is-default-class';

function leadsTo({ spec }: KubeObject<IngressSpec>, service: string): boolean {
  return (spec?.rules ?? []).some((rule) => rule.http?.paths?.some(({ backend }) => backend.service?.name === service));
}

function toCanaryIngress({ metadata, spec }: KubeObject<IngressSpec>, classes: readonly IngressClass[]): CanaryIngress {
  const className = spec?.ingressClassName;
  const found = classes.find((one) =>
    className === undefined ? one.metadata.annotations?.[defaultClass] === 'true' : one.metadata.name === className,
  );
  const { name, annotations = {} } = metadata;
  return { name, className, controller: found?.spec?.controller, annotations };
}

export async function readRouting(client: KubeClient, key: DeploymentKey, service: string): Promise<ServiceRouting> {
  const labelSelector = `${userDeploymentLabels.instance}=${key.name}`;
  const [ingresses, classes, hasRoutes] = await Promise.all([
    client.list<KubeObject<IngressSpec>>(resources.ingress, { namespace: key.namespace, labelSelector }),
    client.list<IngressClass>(resources.ingressClass, {}),
    servesKind(client, resources.ingressRoute),
  ]);
  const leading = ingresses.items.filter((ingress) => leadsTo(ingress, `${key.name}-${service}`));
  return {
    ingresses: leading.map((ingress) => toCanaryIngress(ingress, classes.items)),
    servesIngressRoutes: hasRoutes,
  };
}
