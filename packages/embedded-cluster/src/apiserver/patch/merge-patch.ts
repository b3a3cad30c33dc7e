/** JSON merge patch (RFC 7386). */
import { clone, isObject, type JsonObject } from '../json.ts';

/** The target with the patch applied; neither is changed, and what the patch does not touch is shared. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return clone(patch);
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (field === '__proto__') continue;
    if (value === null) delete result[field];
    else result[field] = mergePatch(result[field], value);
  }
  return result;
}
