/** Deployment, Service and volume claims of one service. */
import type { UserDeployment, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import type { Deployment } from '../pod.ts';
import { annotations, namesOf } from '../user-deployment.names.ts';
import { desired, type Desired, selectorOf } from './desired.ts';
import type { PodTemplate } from './pod-template.plan.ts';
import { planReplicas } from './replicas.plan.ts';

/** A volume is mounted by one pod at a time, so its service stops before it starts; all others roll without a gap. */
function strategyOf(service: UserDeploymentService): object {
  if ((service.volumes ?? []).length > 0) return { type: 'Recreate' };
  return { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
}

/** `present` is the Deployment as it is, which says who decides about its copies. */
export function planWorkload(
  root: UserDeployment,
  service: UserDeploymentService,
  template: PodTemplate,
  present?: Deployment,
): Desired {
  const copies = planReplicas(root, service, present);
  return desired(root, {
    resource: resources.deployment,
    name: namesOf(root.metadata.name).workload(service.name),
    component: service.name,
    ...(copies.kind === 'autoscaled' ? { annotations: { [annotations.replicas]: 'autoscaled' } } : {}),
    content: {
      spec: {
        ...(copies.kind === 'fixed' ? { replicas: copies.replicas } : {}),
        revisionHistoryLimit: 3,
        progressDeadlineSeconds: root.spec?.progressDeadlineSeconds ?? 600,
        strategy: strategyOf(service),
        selector: { matchLabels: selectorOf(root, service.name) },
        template,
      },
    },
  });
}

/** Only a service with ports can be called. */
export function planService(root: UserDeployment, service: UserDeploymentService): Desired[] {
  const ports = service.ports ?? [];
  if (ports.length === 0) return [];
  const spec = {
    type: 'ClusterIP',
    selector: selectorOf(root, service.name),
    ports: ports.map(({ name, containerPort, protocol }) => ({
      name,
      port: containerPort,
      targetPort: containerPort,
      protocol: protocol ?? 'TCP',
    })),
  };
  const name = namesOf(root.metadata.name).workload(service.name);
  return [desired(root, { resource: resources.service, name, component: service.name, content: { spec } })];
}

/** Made once and then kept: data outlives every update of the deployment. */
export function planVolumeClaims(root: UserDeployment, service: UserDeploymentService): Desired[] {
  return (service.volumes ?? []).map((volume) =>
    desired(root, {
      resource: resources.persistentVolumeClaim,
      name: namesOf(root.metadata.name).volumeClaim(service.name, volume.name),
      component: service.name,
      createOnly: true,
      content: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: volume.size } } } },
    }),
  );
}
