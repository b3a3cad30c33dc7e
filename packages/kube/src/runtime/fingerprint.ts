/** A short text that is the same for equal JSON values, whatever the order of their fields. For comparing, not for security. */

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}

/** Two 32-bit lanes with different multipliers: 64 bits, so that two versions of one object never meet by chance. */
export function fingerprintOf(value: unknown): string {
  const text = canonical(value);
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
    high ^= high >>> 15;
  }
  const hex = (part: number): string => (part >>> 0).toString(16).padStart(8, '0');
  return hex(low ^ (high >>> 7)) + hex(high);
}
