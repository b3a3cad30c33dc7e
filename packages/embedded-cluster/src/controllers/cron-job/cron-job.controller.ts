/** Drives {@link planCronJob}. */
import { parseKey } from '@moorage/kube/objects';
import { allKeys, type ControllerDeps } from '../framework/controller-deps.ts';
import { kinds, read, readAll } from '../framework/kinds.ts';
import { controllerKeys } from '../framework/owners.ts';
import type { Controller } from '../framework/runner.ts';
import { planCronJob } from './cron-job.plan.ts';
import { parseSchedule } from './schedule.ts';

export function createCronJobController(deps: ControllerDeps): Controller {
  const { api } = deps;
  return {
    name: 'cron-job',
    watches: [{ resource: kinds.cronJob }, { resource: kinds.job, keys: (job) => controllerKeys(job, 'CronJob') }],
    keys: allKeys(api, kinds.cronJob),
    reconcile(key) {
      const cronJob = read(api, kinds.cronJob, parseKey(key));
      if (cronJob === undefined) return undefined;
      const jobs = readAll(api, kinds.job, { namespace: cronJob.metadata.namespace ?? '' });
      const times = parseSchedule(cronJob.spec.schedule, cronJob.spec.timeZone);
      const plan = planCronJob({ cronJob, jobs, times, now: deps.clock.now() });
      deps.execute(plan.actions);
      return plan.requeue;
    },
  };
}
