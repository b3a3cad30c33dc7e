/** Defaults and checks of pods and pod templates that a schema cannot say. */
import type { KubeObject } from '@moorage/kube/objects';
import { at, clone, equal, isObject, objectAt, objectsAt, stringAt, type JsonObject } from '../json.ts';
import { checkName } from '../names.ts';
import { cause, forbiddenField, invalidValue, required, type StatusCause } from '../refusal.ts';
import { labelSelectorOf } from '../selectors.ts';
import type { Preparation } from './kind.ts';

function pullPolicyFor(image: unknown): string {
  const text = typeof image === 'string' ? image : '';
  const tag = text.includes('@') ? 'digest' : (/:([^:/]+)$/.exec(text)?.[1] ?? 'latest');
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

/** Limits are requests where none are given. */
function fillRequests(container: JsonObject): void {
  const limits = objectAt(container, 'resources', 'limits');
  const resources = container['resources'];
  if (limits === undefined || !isObject(resources)) return;
  resources['requests'] = { ...clone(limits), ...objectAt(resources, 'requests') };
}

/** Fills a pod specification, wherever it occurs. */
export function preparePodSpec(spec: unknown): void {
  if (!isObject(spec)) return;
  for (const container of [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')]) {
    container['imagePullPolicy'] ??= pullPolicyFor(container['image']);
    container['resources'] ??= {};
    fillRequests(container);
  }
  if (spec['serviceAccountName'] === undefined && spec['serviceAccount'] !== undefined)
    spec['serviceAccountName'] = spec['serviceAccount'];
  if (spec['serviceAccountName'] !== undefined) spec['serviceAccount'] = spec['serviceAccountName'];
}

function qosClass(spec: unknown): string {
  const containers = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
  const hasAny = containers.some(
    (item) => at(item, 'resources', 'requests') !== undefined || at(item, 'resources', 'limits') !== undefined,
  );
  if (!hasAny) return 'BestEffort';
  const isGuaranteed = containers.every((item) =>
    ['cpu', 'memory'].every((resource) => {
      const limit = at(item, 'resources', 'limits', resource);
      return limit !== undefined && equal(limit, at(item, 'resources', 'requests', resource));
    }),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

/** A pod gets its service account and, when new, its first status. */
export function preparePod(pod: KubeObject, preparation: Preparation): void {
  preparePodSpec(pod.spec);
  if (isObject(pod.spec)) {
    pod.spec['serviceAccountName'] ??= 'default';
    pod.spec['serviceAccount'] ??= pod.spec['serviceAccountName'];
  }
  if (preparation.previous === undefined) pod.status = { phase: 'Pending', qosClass: qosClass(pod.spec) };
}

function checkContainers(spec: unknown, path: string, claims: readonly unknown[]): StatusCause[] {
  const volumes = new Set([
    ...objectsAt(spec, 'volumes').map((volume) => stringAt(volume, 'name')),
    ...claims.map((claim) => stringAt(claim, 'metadata', 'name')),
  ]);
  return ['initContainers', 'containers'].flatMap((list) =>
    objectsAt(spec, list).flatMap((container, index) => {
      const here = `${path}.${list}[${index}]`;
      const name = stringAt(container, 'name');
      const image = stringAt(container, 'image');
      const mounts = objectsAt(container, 'volumeMounts').flatMap((mount, position) => {
        const volume = stringAt(mount, 'name');
        return volume === undefined || volumes.has(volume)
          ? []
          : [cause('FieldValueNotFound', `${here}.volumeMounts[${position}].name`, `Not found: ${JSON.stringify(volume)}`)];
      });
      return [
        ...(name === undefined ? [] : checkName('label', name, `${here}.name`)),
        ...(image === undefined || image === '' ? [required(`${here}.image`)] : []),
        ...(image !== undefined && image !== image.trim()
          ? [invalidValue(`${here}.image`, image, 'must not have leading or trailing whitespace')]
          : []),
        ...mounts,
      ];
    }),
  );
}

/** `claims` are the volume claim templates of a StatefulSet, each of which is a volume of its pods. */
export function checkPodSpec(spec: unknown, path = 'spec', claims: readonly unknown[] = []): StatusCause[] {
  const names = ['initContainers', 'containers'].flatMap((list) => objectsAt(spec, list).map((item) => stringAt(item, 'name')));
  const hasTwins = new Set(names).size !== names.length;
  return [
    ...checkContainers(spec, path, claims),
    ...(hasTwins
      ? [cause('FieldValueDuplicate', `${path}.containers`, 'Duplicate value: container names must be unique in a pod')]
      : []),
  ];
}

const mutable = [
  'activeDeadlineSeconds',
  'tolerations',
  'terminationGracePeriodSeconds',
  'nodeName',
  'ephemeralContainers',
  'schedulingGates',
];

function frozenPart(spec: unknown): unknown {
  const copy = isObject(spec) ? clone(spec) : {};
  for (const field of mutable) delete copy[field];
  for (const item of [...objectsAt(copy, 'containers'), ...objectsAt(copy, 'initContainers')]) {
    delete item['image'];
    delete item['resources'];
  }
  return copy;
}

/** A running pod keeps its specification but for a few fields. */
export function checkPod(pod: KubeObject, previous: KubeObject | undefined): StatusCause[] {
  const found = checkPodSpec(pod.spec);
  if (previous !== undefined && !equal(frozenPart(pod.spec), frozenPart(previous.spec))) {
    found.push(
      forbiddenField('spec', `pod updates may not change fields other than container images, resources, ${mutable.join(', ')}`),
    );
  }
  return found;
}

/** A controller of pods must select the pods it makes, and its selector cannot change. */
export function checkPodOwner(object: KubeObject): StatusCause[] {
  const labels = objectAt(object, 'spec', 'template', 'metadata', 'labels') ?? {};
  const texts = Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)]));
  const selector = at(object, 'spec', 'selector');
  const selects = selector === undefined || labelSelectorOf(selector)(texts);
  return [
    ...(selects ? [] : [invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')]),
    ...checkPodSpec(
      at(object, 'spec', 'template', 'spec'),
      'spec.template.spec',
      objectsAt(object, 'spec', 'volumeClaimTemplates'),
    ),
  ];
}

export function preparePodOwner(object: KubeObject): void {
  preparePodSpec(at(object, 'spec', 'template', 'spec'));
}
