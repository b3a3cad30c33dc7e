/** The short name of a pod template: equal templates have equal hashes, whatever the order of their fields. */
import type { PodTemplate } from './model.ts';

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** JSON with sorted keys and without nulls, so that equal meaning gives equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined && field !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}

/** FNV-1a with 32 bits: not for secrets, only for names. */
export function fnv32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}

/** A hash as letters and digits that spell no words; `collision` gives another name for the same value. */
export function shortHash(value: unknown, collision = 0): string {
  const text = canonicalJson(value) + (collision === 0 ? '' : `#${collision}`);
  return Array.from(String(fnv32(text)), (digit) => alphabet.charAt(Number(digit) * 2)).join('');
}

/** The template without the label that its ReplicaSet put on. */
export function withoutHashLabel(template: PodTemplate): PodTemplate {
  const { 'pod-template-hash': _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** True when two templates ask for the same pod. */
export function sameTemplate(a: PodTemplate, b: PodTemplate): boolean {
  return canonicalJson(withoutHashLabel(a)) === canonicalJson(withoutHashLabel(b));
}
