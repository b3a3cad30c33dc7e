/** Drives {@link planAutoscaler} every fifteen seconds or as told; what it remembers of an autoscaler is gone with a restart, as in Kubernetes. */
import { parseKey } from '@moorage/kube/objects';
import type { UsageSource } from '../../usage.ts';
import { allKeys, type ControllerDeps } from '../framework/controller-deps.ts';
import { kinds, read, readAll } from '../framework/kinds.ts';
import type { PodAutoscaler } from '../framework/pod-autoscaler.ts';
import type { Controller } from '../framework/runner.ts';
import { matchesSelector } from '../framework/selectors.ts';
import { type AutoscalerObserved, planAutoscaler } from './autoscaler.plan.ts';
import type { History } from './pace.plan.ts';

const defaultPeriodMs = 15_000;
const scalable = [kinds.deployment, kinds.replicaSet, kinds.statefulSet] as const;

export function createAutoscalerController(
  deps: ControllerDeps,
  usage: UsageSource,
  periodMs: number = defaultPeriodMs,
): Controller {
  const { api, clock } = deps;
  const histories = new Map<string, History>();

  function targetOf({ spec, metadata }: PodAutoscaler): AutoscalerObserved['target'] {
    const { kind, name, apiVersion = 'apps/v1' } = spec.scaleTargetRef;
    const resource = apiVersion === 'apps/v1' ? scalable.find((each) => each.kind === kind) : undefined;
    if (resource === undefined) return undefined;
    const object = read<NonNullable<AutoscalerObserved['target']>['object']>(api, resource, {
      namespace: metadata.namespace ?? '',
      name,
    });
    return object === undefined ? undefined : { object, resource };
  }

  return {
    name: 'horizontal-pod-autoscaler',
    watches: [{ resource: kinds.podAutoscaler }],
    keys: allKeys(api, kinds.podAutoscaler),
    reconcile(key) {
      const autoscaler = read(api, kinds.podAutoscaler, parseKey(key));
      if (autoscaler === undefined) {
        histories.delete(key);
        return undefined;
      }
      const { namespace = '' } = autoscaler.metadata;
      const target = targetOf(autoscaler);
      const plan = planAutoscaler({
        autoscaler,
        target,
        pods: readAll(api, kinds.pod, { namespace }).filter((pod) =>
          matchesSelector(target?.object.spec.selector, pod.metadata.labels),
        ),
        usage: new Map(usage.pods().map((each) => [each.uid, each])),
        history: histories.get(key),
        now: clock.now(),
      });
      deps.execute(plan.actions);
      if (plan.history === undefined) histories.delete(key);
      else histories.set(key, plan.history);
      return periodMs;
    },
  };
}
