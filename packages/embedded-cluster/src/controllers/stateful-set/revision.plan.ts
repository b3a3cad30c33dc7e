/** The stored templates of a StatefulSet or DaemonSet: which is current, which is wanted, and which may go. */
import { type Action, removal } from '../framework/actions.ts';
import { kinds } from '../framework/kinds.ts';
import type { ControllerRevision, PodTemplate } from '../framework/model.ts';
import { controllerReference } from '../framework/owners.ts';
import { sameTemplate, shortHash } from '../framework/template-hash.ts';
import type { KubeObject } from '@moorage/kube/objects';

export const revisionLabel = 'controller-revision-hash';

interface Templated extends KubeObject {
  readonly spec: { readonly template: PodTemplate };
}

export interface Revisions {
  /** The revision of the present template. */
  readonly wanted: ControllerRevision;
  readonly actions: readonly Action[];
}

function describe(owner: Templated, owned: readonly ControllerRevision[], revision: number): ControllerRevision {
  const { template } = owner.spec;
  const names = new Set(owned.map((each) => each.metadata.name));
  let collision = 0;
  while (names.has(`${owner.metadata.name}-${shortHash(template, collision)}`)) collision += 1;
  const name = `${owner.metadata.name}-${shortHash(template, collision)}`;
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name,
      ...(owner.metadata.namespace === undefined ? {} : { namespace: owner.metadata.namespace }),
      labels: { ...template.metadata?.labels, [revisionLabel]: name },
      ownerReferences: [controllerReference(owner)],
    },
    data: { spec: { template } },
    revision,
  };
}

/** Finds or makes the revision of the present template; one that returns gets the highest number again. */
export function planRevisions(owner: Templated, owned: readonly ControllerRevision[]): Revisions {
  const highest = Math.max(0, ...owned.map((each) => each.revision));
  const found = owned.find((each) => sameTemplate(each.data.spec.template, owner.spec.template));
  if (found === undefined) {
    const wanted = describe(owner, owned, highest + 1);
    return { wanted, actions: [{ kind: 'create', resource: kinds.controllerRevision, object: wanted }] };
  }
  if (found.revision === highest) return { wanted: found, actions: [] };
  const wanted = { ...found, revision: highest + 1 };
  return { wanted, actions: [{ kind: 'replace', resource: kinds.controllerRevision, object: wanted }] };
}

/** Removes the oldest revisions beyond the limit that no pod uses. */
export function planRevisionHistory(owned: readonly ControllerRevision[], inUse: ReadonlySet<string>, limit: number): Action[] {
  const spare = owned.filter((each) => !inUse.has(each.metadata.name)).toSorted((a, b) => a.revision - b.revision);
  return spare.slice(0, Math.max(0, spare.length - limit)).map((each) => removal(kinds.controllerRevision, each));
}
