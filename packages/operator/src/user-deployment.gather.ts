/** Reads everything that concerns one UserDeployment, from the informers' copies; only clues about suspect pods are asked for. */
import type { Clock } from '@moorage/core/clock';
import type { Ctx } from '@moorage/core/ctx';
import type { UserDeployment, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { keyOf } from '@moorage/kube/objects';
import { isSuspect, type PodClues } from './checks/pod-failure.plan.ts';
import { probePatience } from './desired/probes.plan.ts';
import type { OperatorInformers } from './informers.ts';
import { canaryComponentOf, canaryServiceOf } from './desired/canary.plan.ts';
import type { Observed, ObservedCertificates, ObservedRouting, ObservedSecrets } from './observed.ts';
import type { Pod } from './pod.ts';
import type { OperatorSettings } from './settings.ts';
import type { ClueReader } from './user-deployment.clues.ts';
import { certificateSecretOf } from './desired/ingress.plan.ts';
import { componentOf, hostsOf, namesOf } from './user-deployment.names.ts';

export interface GatherDeps {
  readonly informers: OperatorInformers;
  readonly clues: ClueReader;
  readonly clock: Clock;
  readonly settings: OperatorSettings;
}

/** The older of two has the right to a host; equal ages are decided by key, so that both sides decide alike. */
function isOlder(a: UserDeployment, b: UserDeployment): boolean {
  const ageA = a.metadata.creationTimestamp ?? '';
  const ageB = b.metadata.creationTimestamp ?? '';
  return ageA === ageB ? keyOf(a) < keyOf(b) : ageA < ageB;
}

/** True when the other has a right to the host before the root has. */
function mayKeep(other: UserDeployment, root: UserDeployment): boolean {
  const isAnother = other.metadata.uid !== root.metadata.uid && other.metadata.deletionTimestamp === undefined;
  return isAnother && other.spec?.visibility !== 'internal' && isOlder(other, root);
}

function findTakenHosts({ informers, settings }: GatherDeps, root: UserDeployment): Record<string, string> {
  const taken: Record<string, string> = {};
  if (root.spec === undefined) return taken;
  for (const { host } of hostsOf(root, settings.deploymentDomain)) {
    const owner = informers.userDeployments.byIndex('host', host).find((other) => mayKeep(other, root));
    if (owner !== undefined) taken[host] = keyOf(owner);
  }
  return taken;
}

/** What may run, by the component of its pods. */
function programsOf(root: UserDeployment): { readonly component: string; readonly service: UserDeploymentService }[] {
  const { services = [], canary } = root.spec ?? {};
  const own = services.map((service) => ({ component: service.name, service }));
  const replaced = services.find((service) => service.name === canary?.service);
  if (canary === undefined || replaced === undefined) return own;
  return [...own, { component: canaryComponentOf(replaced.name), service: canaryServiceOf(replaced, canary, 1) }];
}

/** One suspect pod a service is enough: copies of one program fail alike. */
function findSuspects(root: UserDeployment, pods: readonly Pod[], deps: GatherDeps): Pod[] {
  const now = deps.clock.now();
  return programsOf(root).flatMap(({ component, service }) => {
    const patience = { now, ...probePatience(service, deps.settings) };
    const suspects = pods.filter(
      (pod) => componentOf(pod) === component && pod.metadata.deletionTimestamp === undefined && isSuspect(pod, patience),
    );
    // The newest runs the version that is being rolled out.
    const newest = suspects.sort((a, b) =>
      (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''),
    )[0];
    return newest === undefined ? [] : [newest];
  });
}

function gatherSecrets({ secretsEngine, pushedSecrets }: OperatorInformers, root: UserDeployment, uid: string): ObservedSecrets {
  const { name, namespace = '' } = root.metadata;
  const targets = secretsEngine.targets();
  const versions = (root.spec?.services ?? []).flatMap((service): [string, string][] => {
    const pushed = service.secrets?.name;
    const secret = pushed ?? namesOf(name).secrets(service.name);
    const version = (pushed === undefined ? targets : pushedSecrets)?.get(`${namespace}/${secret}`)?.version;
    return version === undefined ? [] : [[secret, version]];
  });
  const externalSecrets = secretsEngine.externalSecrets()?.ownedBy(uid) ?? [];
  return { engine: secretsEngine.state(), externalSecrets, versions: Object.fromEntries(versions) };
}

function gatherCertificates({ informers, settings }: GatherDeps, root: UserDeployment): ObservedCertificates {
  const { certificatesEngine } = informers;
  const certificates = certificatesEngine.certificates();
  const found = hostsOf(root, settings.deploymentDomain).flatMap((address) => {
    const name = certificateSecretOf(root, address);
    const certificate = certificates?.get(`${root.metadata.namespace ?? ''}/${name}`);
    return certificate === undefined ? [] : [[name, certificate] as const];
  });
  return { engine: certificatesEngine.state(), byName: Object.fromEntries(found) };
}

function gatherRouting({ ingressClasses, routesEngine }: OperatorInformers, uid: string): ObservedRouting {
  const controllers = ingressClasses.list().flatMap(({ metadata, spec }): [string, string][] => {
    const controller = spec?.controller;
    return controller === undefined ? [] : [[metadata.name, controller]];
  });
  return {
    controllers: Object.fromEntries(controllers),
    engine: routesEngine.state(),
    ingressRoutes: routesEngine.ingressRoutes()?.ownedBy(uid) ?? [],
  };
}

/** Everything the plan needs, or undefined when the root does not exist. */
export async function gatherUserDeployment(
  deps: GatherDeps,
  ctx: Pick<Ctx, 'signal'>,
  key: string,
): Promise<Observed | undefined> {
  const { informers } = deps;
  const root = informers.userDeployments.get(key);
  const uid = root?.metadata.uid;
  if (root === undefined || uid === undefined) return undefined;
  const pods = informers.pods.byIndex('root', key);
  const clues: Record<string, PodClues> = {};
  await Promise.all(
    findSuspects(root, pods, deps).map(async (pod) => {
      clues[pod.metadata.uid ?? ''] = await deps.clues.read(pod, ctx.signal);
    }),
  );
  return {
    root,
    deployments: informers.deployments.ownedBy(uid),
    autoscalers: informers.autoscalers.ownedBy(uid),
    owned: Object.fromEntries(informers.others.map((informer) => [informer.resource.plural, informer.ownedBy(uid)])),
    pods,
    clues,
    takenHosts: findTakenHosts(deps, root),
    secrets: gatherSecrets(informers, root, uid),
    certificates: gatherCertificates(deps, root),
    routing: gatherRouting(informers, uid),
    now: deps.clock.now(),
  };
}
