/**
 * The reconciler of UserDeployment: gather, plan, execute, report.
 *
 * Whatever changes (the object itself, anything it owns, one of its pods, another deployment that wants the same host) leads to the
 * key of the UserDeployment, and its whole state is looked at afresh. The status follows the pods directly instead of waiting for
 * the Deployment's counters, so a pod's readiness reaches the user in one step.
 *
 * What breaks it: pods without our labels (then they are not seen), or two operators without leader election (both would write the
 * same things, which is harmless, twice, which is not free).
 */
import type { Ids } from '@moorage/core/ids';
import { done, type Outcome } from '@moorage/core/outcome';
import type { Ctx } from '@moorage/core/ctx';
import type { KubeClient } from '@moorage/kube/client/types';
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import { keyOf, type KubeObject, parseKey } from '@moorage/kube/objects';
import { type Controller, type ControllerDeps, createController, source } from '@moorage/kube/runtime/controller';
import type { Sharding } from '@moorage/kube/runtime/sharding';
import { isAwaited } from './awaited.rules.ts';
import type { OperatorInformers } from './informers.ts';
import type { OperatorSettings } from './settings.ts';
import { createClueReader } from './user-deployment.clues.ts';
import { executePlan } from './user-deployment.execute.ts';
import { gatherUserDeployment } from './user-deployment.gather.ts';
import { hostsOf, rootKeyOf } from './user-deployment.names.ts';
import { planUserDeployment } from './user-deployment.plan.ts';

export interface UserDeploymentControllerDeps extends ControllerDeps {
  readonly client: KubeClient;
  readonly ids: Ids;
  readonly informers: OperatorInformers;
  readonly settings: OperatorSettings;
  /** Which namespaces are ours; all when absent. */
  readonly sharding?: Sharding | undefined;
  /** How many deployments are worked on at a time. */
  readonly workers?: number | undefined;
}

/** Enough to keep an API server busy that answers within milliseconds; more only wait for the client's rate. */
const defaultWorkers = 8;

function toRootKey(object: KubeObject): string[] {
  const key = rootKeyOf(object);
  return key === undefined ? [] : [key];
}

/** The object itself, and all that want one of its hosts: one of them may get it now. */
function concerned(informers: OperatorInformers, deploymentDomain: string) {
  return (root: UserDeployment): string[] => {
    if (root.spec === undefined) return [keyOf(root)];
    const rivals = hostsOf(root, deploymentDomain).flatMap(({ host }) =>
      informers.userDeployments.byIndex('host', host).map(keyOf),
    );
    return [...new Set([keyOf(root), ...rivals])];
  };
}

/** Makes the controller; its informers must have synced when it starts. */
export function createUserDeploymentController(deps: UserDeploymentControllerDeps): Controller {
  const { client, ids, clock, informers, settings, sharding, workers } = deps;
  const clues = createClueReader(client, clock);
  const { namespaces } = informers;

  async function reconcile(ctx: Ctx, key: string): Promise<Outcome> {
    if (namespaces !== undefined && namespaces.get(parseKey(key).namespace ?? '') === undefined) return done();
    const observed = await gatherUserDeployment({ informers, clues, clock, settings }, ctx, key);
    if (observed === undefined) return done();
    return executePlan({ client, ids }, ctx, observed, planUserDeployment(observed, settings));
  }

  const ofNamespace = (namespace: KubeObject): string[] =>
    informers.userDeployments.inNamespace(namespace.metadata.name).map(keyOf);
  const { secretsEngine, certificatesEngine, routesEngine, ingressClasses } = informers;
  const wanting = (engine: string) => (): string[] => informers.userDeployments.byIndex('wants', engine).map(keyOf);
  return createController(deps, {
    name: 'user-deployment',
    reconcile,
    concurrency: workers ?? defaultWorkers,
    priorityOf: (key, seen) => (isAwaited(informers.userDeployments.get(key)) ? 'user' : seen),
    ...(sharding === undefined ? {} : { sharding }),
    sources: [
      source(informers.userDeployments, concerned(informers, settings.deploymentDomain)),
      source(informers.deployments, toRootKey),
      source(informers.autoscalers, toRootKey),
      source(informers.pods, toRootKey),
      source(informers.pushedSecrets, toRootKey),
      ...informers.others.map((informer) => source(informer, toRootKey)),
      secretsEngine.source(toRootKey, wanting('secrets')),
      certificatesEngine.source(toRootKey, wanting('certificates')),
      routesEngine.source(toRootKey, wanting('routes')),
      source(ingressClasses, wanting('routes')),
      ...(namespaces === undefined ? [] : [source(namespaces, ofNamespace)]),
    ],
  });
}
