/** Ingresses that take a share of the requests of another one, told by the annotations that ingress-nginx knows. */
import type { KubeObject } from '@moorage/kube/objects';

const canaryAnnotations = {
  canary: 'nginx.ingress.kubernetes.io/canary',
  weight: 'nginx.ingress.kubernetes.io/canary-weight',
} as const;

/** In percent; undefined for an Ingress that stands for itself. A weight that is no number counts as none. */
export function canaryWeightOf(ingress: KubeObject): number | undefined {
  const { annotations } = ingress.metadata;
  if (annotations?.[canaryAnnotations.canary] !== 'true') return undefined;
  const weight = annotations[canaryAnnotations.weight] ?? '0';
  return /^\d{1,3}$/.test(weight) ? Math.min(Number(weight), 100) : 0;
}
