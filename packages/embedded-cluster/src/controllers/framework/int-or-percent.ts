/** Numbers that may be written as a share of a total. */
import type { IntOrPercent } from './model.ts';

/** The count that the value stands for; `25%` of `total` is rounded as asked. */
export function resolveCount(value: IntOrPercent, total: number, rounding: 'up' | 'down'): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  if (percent === undefined) return Number.parseInt(value, 10) || 0;
  const share = (Number(percent) * total) / 100;
  return rounding === 'up' ? Math.ceil(share) : Math.floor(share);
}
