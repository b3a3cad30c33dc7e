/**
 * What an event says about a change: `{ field: { before, after } }` for every field that differs, in the field `changes` of its
 * data. A secret's values are masked, and a mask says only that it changed.
 */

export type Changes = Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;

const mask = '***';
/** Longer texts (a specification, say) are told by their length: the log is no version control. */
const longestText = 1_000;

function shown(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'string' && value.length > longestText) return `(${value.length} characters)`;
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
  return text.length > longestText ? `(${text.length} characters of JSON)` : value;
}

function masked(value: unknown): unknown {
  return value === undefined || value === null ? null : mask;
}

export interface ChangesOptions {
  /** Fields whose values must not be written down. */
  readonly secrets?: readonly string[];
  /** Only these; all fields of both sides when absent. */
  readonly fields?: readonly string[];
}

export function changesOf(before: object, after: object, { secrets = [], fields }: ChangesOptions = {}): Changes {
  const left = new Map<string, unknown>(Object.entries(before));
  const right = new Map<string, unknown>(Object.entries(after));
  const names = fields ?? [...new Set([...left.keys(), ...right.keys()])];
  const changes: Record<string, { before: unknown; after: unknown }> = {};
  for (const name of names) {
    if (JSON.stringify(left.get(name)) === JSON.stringify(right.get(name))) continue;
    const show = secrets.includes(name) ? masked : shown;
    changes[name] = { before: show(left.get(name)), after: show(right.get(name)) };
  }
  return changes;
}
