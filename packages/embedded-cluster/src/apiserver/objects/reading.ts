/** Filters of lists and watches: labels, fields, namespace. */
import type { KubeObject } from '@moorage/kube/objects';
import { at, textOf } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { refuse } from '../refusal.ts';
import { parseFieldSelector, parseLabelSelector } from '../selectors.ts';

export interface Selection {
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

export type Matches = (object: KubeObject) => boolean;

function fieldText(object: KubeObject, path: string): string {
  if (path === 'source') return textOf(at(object, 'source', 'component') ?? '');
  const value = at(object, ...path.split('.'));
  return value === undefined || value === null
    ? path === 'spec.unschedulable' || path === 'spec.hostNetwork'
      ? 'false'
      : ''
    : textOf(value);
}

/** The predicate of a selection; throws for a field that the kind does not offer. */
export function matcherOf(kind: Kind, selection: Selection): Matches {
  const labels = parseLabelSelector(selection.labelSelector);
  const terms = parseFieldSelector(selection.fieldSelector);
  const allowed = new Set(['metadata.name', 'metadata.namespace', ...kind.selectable]);
  for (const term of terms) {
    if (!allowed.has(term.path)) throw refuse('BadRequest', `field label not supported: ${term.path}`);
  }
  return (object) =>
    labels(object.metadata.labels ?? {}) && terms.every((term) => (fieldText(object, term.path) === term.value) !== term.negated);
}
