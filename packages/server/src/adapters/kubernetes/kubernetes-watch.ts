import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import { createInformer, type Informer, type InformerDeps } from '@moorage/kube/runtime/informer';
import type { DeploymentWatch } from '../../domains/deployments/deployment.ports.ts';
import { toSeen } from './user-deployments.ts';

/** Of all namespaces; ours are told from others by their annotation. */
export function createDeploymentInformer(deps: InformerDeps): Informer<UserDeployment> {
  return createInformer<UserDeployment>(deps, { resource: resources.userDeployment });
}

export function createKubernetesWatch(informer: Informer<UserDeployment>): DeploymentWatch {
  return {
    get(key) {
      const object = informer.get(`${key.namespace}/${key.name}`);
      return object === undefined ? undefined : toSeen(object);
    },
    list: () => informer.list().map(toSeen),
    hasSynced: () => informer.hasSynced(),
    onChange: (listener) =>
      informer.onChange(({ object: { metadata } }) => listener({ namespace: metadata.namespace ?? '', name: metadata.name })),
  };
}

export const noWatch: DeploymentWatch = {
  get: () => undefined,
  list: () => [],
  hasSynced: () => false,
  onChange: () => () => {},
};
