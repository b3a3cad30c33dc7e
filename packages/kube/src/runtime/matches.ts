/**
 * Does an object already hold what we want?
 *
 * What we want is a part: servers add defaults and other managers add fields of their own. So everything wanted must be there, and
 * more may be. Elements of lists with a `name` (containers, ports, volumes …) are found by it; quantities are compared by
 * amount, because a server writes `1000m` as `1`.
 */
import { quantityFactors } from '../objects.ts';

/** The amount of a Kubernetes quantity such as `500m` or `1Gi`; undefined when the text is none. */
export function parseQuantity(text: string): number | undefined {
  const match = /^([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/i.exec(text);
  const factor = quantityFactors[match?.[2] ?? ''];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}

function isSameScalar(wanted: unknown, present: unknown): boolean {
  if (wanted === present) return true;
  if (typeof wanted !== 'string' || typeof present !== 'string') return false;
  const amount = parseQuantity(wanted);
  return amount !== undefined && amount === parseQuantity(present);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): unknown {
  return isRecord(value) ? value['name'] : undefined;
}

function holdsList(wanted: readonly unknown[], present: unknown): boolean {
  if (!Array.isArray(present)) return wanted.length === 0 && present === undefined;
  const isNamed = wanted.length > 0 && wanted.every((each) => nameOf(each) !== undefined);
  if (isNamed)
    return wanted.every((each) =>
      holds(
        each,
        present.find((candidate) => nameOf(candidate) === nameOf(each)),
      ),
    );
  return wanted.length === present.length && wanted.every((each, index) => holds(each, present[index]));
}

/** True when `present` holds everything of `wanted`. Empty objects and lists count as absent. */
export function holds(wanted: unknown, present: unknown): boolean {
  if (Array.isArray(wanted)) return holdsList(wanted, present);
  if (!isRecord(wanted)) return isSameScalar(wanted, present);
  const fields = Object.entries(wanted).filter(([, value]) => value !== undefined);
  if (!isRecord(present)) return fields.length === 0 && present === undefined;
  return fields.every(([field, value]) => holds(value, present[field]));
}
