/** Paths and queries of the Kubernetes API. */
import { AppError } from '@moorage/core/errors';
import type { ObjectKey, Resource } from '../objects.ts';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

function segment(text: string): string {
  // A name with a slash or dots alone would address something else.
  if (text === '' || text === '.' || text === '..' || /[/%]/.test(text)) {
    throw new AppError('invalid_request', `"${text}" is not a valid object name.`);
  }
  return encodeURIComponent(text);
}

function rootOf(resource: Resource): string {
  return resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
}

/** Path of a collection: of one namespace, or of all when the namespace is absent. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${segment(namespace)}` : '';
  return `${rootOf(resource)}${scope}/${resource.plural}`;
}

/** Path of one object, or of its subresource. */
export function objectPath(resource: Resource, key: ObjectKey, subresource?: string): string {
  if (resource.namespaced && key.namespace === undefined) {
    throw new AppError('invalid_request', `${resource.kind} "${key.name}" needs a namespace.`);
  }
  const path = `${collectionPath(resource, key.namespace)}/${segment(key.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/** Appends the query; undefined values are left out. */
export function withQuery(path: string, query: Query = {}): string {
  const parts = Object.entries(query)
    .filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}
