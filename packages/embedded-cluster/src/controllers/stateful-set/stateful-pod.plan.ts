/** The pod and the volume claims of one ordinal. */
import type { Pod, PodTemplate, StatefulSet, VolumeClaim } from '../framework/model.ts';
import { controllerReference } from '../framework/owners.ts';
import { podFromTemplate } from '../framework/pod-from-template.ts';
import { revisionLabel } from './revision.plan.ts';

/** The ordinal in the pod's name, or nothing when the name is not of this set. */
export function ordinalOf(set: StatefulSet, pod: Pod): number | undefined {
  const prefix = `${set.metadata.name}-`;
  const rest = pod.metadata.name.startsWith(prefix) ? pod.metadata.name.slice(prefix.length) : '';
  return /^(0|[1-9]\d*)$/.test(rest) ? Number(rest) : undefined;
}

function claimName(set: StatefulSet, template: VolumeClaim, ordinal: number): string {
  return `${template.metadata.name}-${set.metadata.name}-${ordinal}`;
}

/** The pod of an ordinal; its name, host name and volumes outlive it. */
export function statefulPod(set: StatefulSet, template: PodTemplate, ordinal: number, revision: string): Pod {
  const name = `${set.metadata.name}-${ordinal}`;
  const pod = podFromTemplate(set, template, {
    name,
    labels: {
      'apps.kubernetes.io/pod-index': String(ordinal),
      'statefulset.kubernetes.io/pod-name': name,
      [revisionLabel]: revision,
    },
  });
  const templates = set.spec.volumeClaimTemplates ?? [];
  const claimed = new Set(templates.map((each) => each.metadata.name));
  const volumes = [
    ...(template.spec.volumes ?? []).filter((volume) => !claimed.has(volume.name)),
    ...templates.map((each) => ({
      name: each.metadata.name,
      persistentVolumeClaim: { claimName: claimName(set, each, ordinal) },
    })),
  ];
  const subdomain = set.spec.serviceName === undefined ? {} : { subdomain: set.spec.serviceName };
  const spec = { ...template.spec, hostname: name, ...subdomain, ...(volumes.length === 0 ? {} : { volumes }) };
  return { ...pod, spec };
}

/** The ordinal that a claim of this set belongs to, or nothing when the name is of no claim of it. */
export function ordinalOfClaim(set: StatefulSet, name: string): number | undefined {
  const prefix = (set.spec.volumeClaimTemplates ?? [])
    .map((template) => `${template.metadata.name}-${set.metadata.name}-`)
    .find((each) => name.startsWith(each));
  const rest = prefix === undefined ? '' : name.slice(prefix.length);
  return /^(0|[1-9]\d*)$/.test(rest) ? Number(rest) : undefined;
}

/** The claims that the pod of an ordinal needs; they stay when the pod or the set goes, unless the policy says Delete. */
export function claimsOf(set: StatefulSet, ordinal: number): VolumeClaim[] {
  const dieWithSet = set.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete';
  return (set.spec.volumeClaimTemplates ?? []).map((template) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: claimName(set, template, ordinal),
      ...(set.metadata.namespace === undefined ? {} : { namespace: set.metadata.namespace }),
      labels: { ...template.metadata.labels, ...set.spec.selector.matchLabels },
      ...(template.metadata.annotations === undefined ? {} : { annotations: template.metadata.annotations }),
      ...(dieWithSet ? { ownerReferences: [controllerReference(set)] } : {}),
    },
    spec: template.spec,
  }));
}
