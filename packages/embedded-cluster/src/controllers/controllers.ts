/**
 * The controllers of the embedded cluster.
 *
 * Each brings one kind of object to what its spec says, in four steps: gather what is there, plan with a pure function,
 * execute the plan's actions, report in the status. They talk to one another only through objects: a Deployment writes
 * ReplicaSets, a ReplicaSet writes pods, the node writes their status, and each of these writes wakes the next.
 *
 * What is guaranteed: a reconcile reads the latest state (the API is in memory), runs to its end before the next begins, and
 * may be repeated or cut off between any two actions without harm. Nothing is remembered that is not in the API, apart from
 * caches that are rebuilt from it; a crash loses nothing.
 *
 * What breaks it: a plan that reads the clock or makes up names by itself, a status that two controllers write, and a watch
 * rule that forgets an object that the plan reads (the slow resync hides such a mistake; it does not excuse it).
 */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Service } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { ClusterApi } from '../api.ts';
import type { UsageSource } from '../usage.ts';
import { createAutoscalerController } from './autoscaler/autoscaler.controller.ts';
import { createCronJobController } from './cron-job/cron-job.controller.ts';
import { createDaemonSetController } from './daemon-set/daemon-set.controller.ts';
import { createDeploymentController } from './deployment/deployment.controller.ts';
import { createDisruptionBudgetController } from './disruption/disruption-budget.controller.ts';
import { createEndpointsController } from './endpoints/endpoints.controller.ts';
import { createEventExpiryController } from './event/event-expiry.controller.ts';
import { createEventRecorder } from './event-recorder.ts';
import { createExecute } from './framework/actions.ts';
import type { ControllerDeps } from './framework/controller-deps.ts';
import { createObjectFeed } from './framework/object-feed.ts';
import { createRunner } from './framework/runner.ts';
import { createGarbageController } from './garbage/garbage.controller.ts';
import { createJobController } from './job/job.controller.ts';
import { createNamespaceController } from './namespace/namespace.controller.ts';
import { createReplicaSetController } from './replica-set/replica-set.controller.ts';
import { createStatefulSetController } from './stateful-set/stateful-set.controller.ts';
import { createStorageClassController, createVolumeClaimController, createVolumeController } from './volume/volume.controller.ts';

export interface ControllersDeps {
  readonly api: ClusterApi;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The directory under which each persistent volume has its own. */
  readonly volumesDir: string;
  /** What pods use; without it nothing is scaled by load. */
  readonly usage?: UsageSource;
  /** How often autoscalers look at it. */
  readonly autoscaleMs?: number;
  /** The certificate to trust the API server by; every namespace gets it as `kube-root-ca.crt`. */
  readonly rootCertificate?: string;
}

/** Makes all controllers as one service. */
export function createControllers(deps: ControllersDeps): Service {
  const { api, clock, ids } = deps;
  const log = deps.log.child({ component: 'controllers' });
  const recorderFor = (component: string): ControllerDeps['execute'] =>
    createExecute(api, createEventRecorder(api, { component, clock, ids, log }));
  const shared = (component: string): ControllerDeps => ({ api, log, clock, ids, execute: recorderFor(component) });
  const feed = createObjectFeed(api, log);
  const certificate = deps.rootCertificate === undefined ? {} : { rootCertificate: deps.rootCertificate };
  const controllers = [
    createNamespaceController(shared('namespace-controller'), feed, certificate),
    createDeploymentController(shared('deployment-controller')),
    createReplicaSetController(shared('replicaset-controller')),
    createStatefulSetController(shared('statefulset-controller')),
    createDaemonSetController(shared('daemonset-controller')),
    createJobController(shared('job-controller')),
    createCronJobController(shared('cronjob-controller')),
    createEndpointsController(shared('endpoint-controller')),
    createStorageClassController(shared('persistentvolume-controller')),
    createVolumeClaimController(shared('persistentvolume-controller'), { volumesDir: deps.volumesDir }),
    createVolumeController(shared('persistentvolume-controller'), { volumesDir: deps.volumesDir }),
    createDisruptionBudgetController(shared('controllermanager')),
    ...(deps.usage === undefined
      ? []
      : [createAutoscalerController(shared('horizontal-pod-autoscaler'), deps.usage, deps.autoscaleMs)]),
    createEventExpiryController(shared('event-expiry')),
    createGarbageController(shared('garbage-collector'), feed),
  ];
  return createRunner(controllers, { api, log, clock });
}
