/** Drives {@link planJob}. */
import { parseKey } from '@moorage/kube/objects';
import { allKeys, type ControllerDeps } from '../framework/controller-deps.ts';
import { kinds, read, readAll } from '../framework/kinds.ts';
import { controllerKeys } from '../framework/owners.ts';
import type { Controller } from '../framework/runner.ts';
import { planJob } from './job.plan.ts';

export function createJobController(deps: ControllerDeps): Controller {
  const { api } = deps;
  return {
    name: 'job',
    watches: [{ resource: kinds.job }, { resource: kinds.pod, keys: (pod) => controllerKeys(pod, 'Job') }],
    keys: allKeys(api, kinds.job),
    reconcile(key) {
      const job = read(api, kinds.job, parseKey(key));
      if (job === undefined) return undefined;
      const pods = readAll(api, kinds.pod, { namespace: job.metadata.namespace ?? '' });
      const plan = planJob({ job, pods, now: deps.clock.now(), newSuffix: () => deps.ids.name(5) });
      deps.execute(plan.actions);
      return plan.requeue;
    },
  };
}
