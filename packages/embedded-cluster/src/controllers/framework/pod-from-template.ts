/** A new pod as its controller's template describes it. */
import type { KubeObject } from '@moorage/kube/objects';
import type { Pod, PodTemplate } from './model.ts';
import { controllerReference } from './owners.ts';

export interface PodIdentity {
  readonly name: string;
  readonly generateName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The pod to create for `owner`; labels of the identity win over those of the template. */
export function podFromTemplate(owner: KubeObject, template: PodTemplate, identity: PodIdentity): Pod {
  const { namespace } = owner.metadata;
  const annotations = { ...template.metadata?.annotations, ...identity.annotations };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: identity.name,
      ...(identity.generateName === undefined ? {} : { generateName: identity.generateName }),
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...template.metadata?.labels, ...identity.labels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  };
}
