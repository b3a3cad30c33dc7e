/** Sizes such as `1Gi` or `500M` in bytes. */
import { quantityFactors } from '@moorage/kube/objects';

/** The number of bytes; 0 for what is not a size. */
export function bytesOf(quantity: string | undefined): number {
  const match = /^(\d+(?:\.\d+)?)(k|[MGTP]|[KMGTP]i)?$/.exec(quantity ?? '');
  return match === null ? 0 : Number(match[1]) * (quantityFactors[match[2] ?? ''] ?? 0);
}
