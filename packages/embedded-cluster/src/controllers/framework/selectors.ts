/** Label selectors as values. An absent selector matches nothing and an empty one everything, as the API defines it. */
import type { LabelSelector } from './model.ts';

type Labels = Readonly<Record<string, string>> | undefined;

function meets(
  labels: Readonly<Record<string, string>>,
  requirement: { key: string; operator: string; values?: readonly string[] },
): boolean {
  const value = labels[requirement.key];
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

/** True when the labels satisfy the selector. */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (selector === undefined) return false;
  const present = labels ?? {};
  const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => present[key] === value);
  return equal && (selector.matchExpressions ?? []).every((requirement) => meets(present, requirement));
}

/** True when every pair of the map is among the labels; an empty or absent map matches nothing, as in a Service. */
export function matchesLabelMap(map: Labels, labels: Labels): boolean {
  const pairs = Object.entries(map ?? {});
  return pairs.length > 0 && pairs.every(([key, value]) => labels?.[key] === value);
}
