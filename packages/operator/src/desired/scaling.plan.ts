/** What scales and protects the copies of a service: its autoscaler and its disruption budget. */
import type { MetricSource, UserDeployment, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { apiVersionOf } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { namesOf } from '../user-deployment.names.ts';
import { desired, type Desired, selectorOf } from './desired.ts';
import { hasCopies, isAutoscaled } from './replicas.plan.ts';

function utilization(name: string, percent: number | undefined): object[] {
  if (percent === undefined) return [];
  return [{ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: percent } } }];
}

function sourced({ type, name, matchLabels, averageValue, value }: MetricSource): object {
  const metric = { name, ...(matchLabels === undefined ? {} : { selector: { matchLabels } }) };
  const target = averageValue === undefined ? { type: 'Value', value } : { type: 'AverageValue', averageValue };
  return type === 'Pods' ? { type, pods: { metric, target } } : { type, external: { metric, target } };
}

/** The autoscaler of a service that asks for one, while nothing overrules it. */
export function planAutoscaler(root: UserDeployment, service: UserDeploymentService): Desired[] {
  const { autoscaling } = service;
  if (autoscaling === undefined || !isAutoscaled(root, service)) return [];
  const name = namesOf(root.metadata.name).workload(service.name);
  const { kind } = resources.deployment;
  const spec = {
    scaleTargetRef: { apiVersion: apiVersionOf(resources.deployment), kind, name },
    minReplicas: autoscaling.minReplicas,
    maxReplicas: autoscaling.maxReplicas,
    metrics: [
      ...utilization('cpu', autoscaling.cpuPercent),
      ...utilization('memory', autoscaling.memoryPercent),
      ...(autoscaling.metrics ?? []).map(sourced),
    ],
  };
  return [desired(root, { resource: resources.horizontalPodAutoscaler, name, component: service.name, content: { spec } })];
}

/** With several copies one may be missing at a time; what the service says itself holds for a single one too. */
export function planDisruptionBudget(root: UserDeployment, service: UserDeploymentService): Desired[] {
  if (root.spec?.paused === true || service.replicas === 0) return [];
  const budget = service.disruption ?? (hasCopies(root, service) ? { maxUnavailable: 1 } : undefined);
  if (budget === undefined) return [];
  const name = namesOf(root.metadata.name).workload(service.name);
  const spec = {
    selector: { matchLabels: selectorOf(root, service.name) },
    ...budget,
    // A copy that cannot become ready must not hold up the drain of its machine.
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  };
  return [desired(root, { resource: resources.podDisruptionBudget, name, component: service.name, content: { spec } })];
}
