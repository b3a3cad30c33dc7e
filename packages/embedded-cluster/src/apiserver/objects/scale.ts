/** The `scale` subresource: one shape for everything that has replicas. */
import type { KubeObject } from '@moorage/kube/objects';
import { at, isObject, numberAt, setAt, stringAt } from '../json.ts';
import type { Kind, ScalePaths } from '../kinds/kind.ts';
import { invalid, invalidValue, refuse } from '../refusal.ts';
import { labelSelectorText } from '../selectors.ts';

function pathsOf(kind: Kind): ScalePaths {
  if (kind.scale === undefined) throw refuse('NotFound', 'the server could not find the requested resource');
  return kind.scale;
}

/** The Scale of an object. */
export function readScale(kind: Kind, object: KubeObject): KubeObject {
  const paths = pathsOf(kind);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = paths.selector === undefined ? undefined : at(object, ...paths.selector);
  const text = isObject(selector) ? labelSelectorText(selector) : typeof selector === 'string' ? selector : undefined;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    spec: { replicas: numberAt(object, ...paths.spec) ?? (kind.isCustom ? 0 : 1) },
    status: { replicas: numberAt(object, ...paths.status) ?? 0, ...(text === undefined ? {} : { selector: text }) },
  };
}

/** The object with the number of replicas that the Scale wishes. */
export function writeScale(kind: Kind, object: KubeObject, scale: KubeObject): KubeObject {
  const replicas = numberAt(scale, 'spec', 'replicas') ?? 0;
  if (!Number.isInteger(replicas) || replicas < 0) {
    throw invalid({ group: 'autoscaling', plural: 'scales', kind: 'Scale' }, object.metadata.name, [
      invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ]);
  }
  setAt(object, pathsOf(kind).spec, replicas);
  const version = stringAt(scale, 'metadata', 'resourceVersion');
  if (version !== undefined && version !== '') object.metadata.resourceVersion = version;
  return object;
}
