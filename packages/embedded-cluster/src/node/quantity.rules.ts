/** Kubernetes quantities: `128Mi`, `0.5`, `250m`, `1e3`. */
import { quantityFactors } from '@moorage/kube/objects';

const quantityPattern = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;

/** The number of base units (bytes, cores), or undefined when the text is no quantity. */
export function parseQuantity(text: string | number | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = quantityPattern.exec(String(text));
  if (match === null) return undefined;
  return Number(match[1]) * (quantityFactors[match[2] ?? ''] ?? 1);
}

/** What the downward API shows for a resource: the quantity in units of the divisor, rounded up. */
export function divideQuantity(amount: number, divisor: string | undefined): string {
  const unit = parseQuantity(divisor === undefined || divisor === '0' ? '1' : divisor) ?? 1;
  return String(Math.ceil(Number((amount / unit).toPrecision(12))));
}
