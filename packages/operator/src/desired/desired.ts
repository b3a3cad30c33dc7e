/** What the plan's builders have in common: an object that should exist, with owner and labels. */
import { type UserDeployment, userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import { apiVersionOf, type KubeObject, type Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { fingerprintOf } from '@moorage/kube/runtime/fingerprint';
import { annotations, managedBy } from '../user-deployment.names.ts';

export interface Desired {
  readonly resource: Resource;
  readonly object: KubeObject;
  /** Made if absent, then left alone: its spec cannot be changed. */
  readonly createOnly?: boolean;
}

export interface DesiredInput {
  readonly resource: Resource;
  readonly name: string;
  readonly component?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Everything but type and metadata. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly createOnly?: boolean;
}

const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** Labels by which services and policies select the pods; they never change for a service. */
export function selectorOf(root: UserDeployment, component?: string): Record<string, string> {
  return {
    [userDeploymentLabels.instance]: root.metadata.name,
    ...(component === undefined ? {} : { [userDeploymentLabels.component]: component }),
  };
}

/** All labels of an owned object; an id that is no valid label value is left out. */
export function labelsOf(root: UserDeployment, component?: string): Record<string, string> {
  const { orgId, teamId, userId, template } = root.spec ?? {};
  const ids = {
    [userDeploymentLabels.org]: orgId,
    [userDeploymentLabels.team]: teamId,
    [userDeploymentLabels.user]: userId,
    [userDeploymentLabels.template]: template,
  };
  const valid = Object.entries(ids).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && labelValue.test(entry[1]),
  );
  return {
    [userDeploymentLabels.name]: root.metadata.name,
    [userDeploymentLabels.managedBy]: managedBy,
    ...selectorOf(root, component),
    ...Object.fromEntries(valid),
  };
}

/** Completes an object with type, labels, owner and the fingerprint of what we want. */
export function desired(root: UserDeployment, input: DesiredInput): Desired {
  const owner = {
    apiVersion: apiVersionOf(resources.userDeployment),
    kind: resources.userDeployment.kind,
    name: root.metadata.name,
    uid: root.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
  const labels = labelsOf(root, input.component);
  const fingerprint = fingerprintOf([labels, input.annotations, input.content]);
  return {
    resource: input.resource,
    ...(input.createOnly === true ? { createOnly: true } : {}),
    object: {
      apiVersion: apiVersionOf(input.resource),
      kind: input.resource.kind,
      metadata: {
        name: input.name,
        namespace: root.metadata.namespace ?? 'default',
        labels,
        annotations: { ...input.annotations, [annotations.fingerprint]: fingerprint },
        ownerReferences: [owner],
      },
      ...input.content,
    },
  };
}
