/**
 * About how many bytes a JSON value takes in memory.
 *
 * An estimate from what engines commonly spend: a header for each object, array and text, a slot for each field, a byte for each
 * character. Names of fields are shared between objects of one shape and count nothing.
 */
const header = 24;
const slot = 8;

export function weightOf(value: unknown): number {
  if (typeof value === 'string') return header + value.length;
  if (typeof value !== 'object' || value === null) return 0;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let weight = header + slot * parts.length;
  for (const part of parts) weight += weightOf(part);
  return weight;
}
