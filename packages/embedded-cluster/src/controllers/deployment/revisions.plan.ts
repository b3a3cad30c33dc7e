/**
 * Which ReplicaSet stands for the current template, and the numbers that `kubectl rollout history` reads.
 *
 * The ReplicaSet whose template equals that of the Deployment is the new one; when there is none it is made, named after
 * the hash of the template. A template that comes back (undo) finds its old ReplicaSet, which gets the newest revision.
 */
import type { Deployment, PodTemplate, ReplicaSet } from '../framework/model.ts';
import { controllerReference } from '../framework/owners.ts';
import { sameTemplate, shortHash } from '../framework/template-hash.ts';
import { boundsOf, desiredReplicas } from './strategy.rules.ts';

export const annotationNames = {
  revision: 'deployment.kubernetes.io/revision',
  revisionHistory: 'deployment.kubernetes.io/revision-history',
  desired: 'deployment.kubernetes.io/desired-replicas',
  max: 'deployment.kubernetes.io/max-replicas',
} as const;

const notCopied: readonly string[] = ['kubectl.kubernetes.io/last-applied-configuration', ...Object.values(annotationNames)];
const hashLabel = 'pod-template-hash';

export function revisionOf(replicaSet: ReplicaSet): number {
  return Number(replicaSet.metadata.annotations?.[annotationNames.revision] ?? '0') || 0;
}

function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const [left, right] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return revisionOf(a) - revisionOf(b);
}

export interface Generations {
  readonly current: ReplicaSet | undefined;
  /** Oldest first. */
  readonly old: readonly ReplicaSet[];
}

/** Splits the ReplicaSets of a Deployment; of several with the same template the oldest is the current one. */
export function splitGenerations(deployment: Deployment, owned: readonly ReplicaSet[]): Generations {
  const sorted = owned.toSorted(byAge);
  const current = sorted.find((each) => sameTemplate(each.spec.template, deployment.spec.template));
  return { current, old: sorted.filter((each) => each !== current) };
}

/** The revision that the current ReplicaSet must have: one more than the highest of the others. */
export function nextRevision(old: readonly ReplicaSet[]): number {
  return Math.max(0, ...old.map(revisionOf)) + 1;
}

/** The annotations to have on the current ReplicaSet, given those that it has. */
export function currentAnnotations(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  revision: number,
): Record<string, string> {
  const present = current?.metadata.annotations ?? {};
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => !notCopied.includes(name));
  const before = present[annotationNames.revision];
  const past = (present[annotationNames.revisionHistory] ?? '').split(',').filter((each) => each !== '');
  const moved = before !== undefined && Number(before) < revision;
  const history = moved && !past.includes(before) ? [...past, before] : past;
  return {
    ...present,
    ...Object.fromEntries(copied),
    ...sizeAnnotations(deployment),
    [annotationNames.revision]: String(Math.max(revision, Number(before ?? 0))),
    ...(history.length === 0 ? {} : { [annotationNames.revisionHistory]: history.join(',') }),
  };
}

/** What the size of the Deployment was when a ReplicaSet was last scaled; a difference tells a scaling from a roll-out. */
export function sizeAnnotations(deployment: Deployment): Record<string, string> {
  const replicas = desiredReplicas(deployment);
  return { [annotationNames.desired]: String(replicas), [annotationNames.max]: String(replicas + boundsOf(deployment).maxSurge) };
}

/** A hash whose name is free: another template may have the same one. */
export function freeHash(
  deployment: Deployment,
  taken: ReadonlySet<string>,
): { readonly hash: string; readonly collisions: number } {
  let collisions = deployment.status?.collisionCount ?? 0;
  const hashAt = (count: number): string => shortHash(deployment.spec.template, count);
  while (taken.has(`${deployment.metadata.name}-${hashAt(collisions)}`)) collisions += 1;
  return { hash: hashAt(collisions), collisions };
}

/** The ReplicaSet to make for the present template. */
export function newReplicaSet(deployment: Deployment, hash: string, replicas: number, revision: number): ReplicaSet {
  const { spec, metadata } = deployment;
  const labels = { ...spec.template.metadata?.labels, [hashLabel]: hash };
  const template: PodTemplate = { ...spec.template, metadata: { ...spec.template.metadata, labels } };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels,
      annotations: currentAnnotations(deployment, undefined, revision),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [hashLabel]: hash } },
      template,
    },
  };
}
