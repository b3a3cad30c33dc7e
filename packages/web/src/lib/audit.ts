/** Audit entries in words. */
import type { AuditEvent } from '@moorage/sdk/types';

/** `deployment.created` → `Deployment created`, `api_key.revoked` → `API key revoked`. */
export function eventText(event: string): string {
  const words = event
    .replace(/[._]/g, ' ')
    .replace(/^api key/, 'API key')
    .replace(/^org\b/, 'organization');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

export function actorText(event: AuditEvent): string {
  if (event.actor.kind === 'system') return 'Moorage';
  return event.actor.email ?? event.actor.id ?? 'unknown';
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return JSON.stringify(value);
}

function isChange(value: unknown): value is { readonly before: unknown; readonly after: unknown } {
  return typeof value === 'object' && value !== null && 'before' in value && 'after' in value;
}

function pairText(name: string, value: unknown): string {
  if (name === 'changes' && typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([field, change]) => pairText(field, change))
      .join('; ');
  if (!isChange(value)) return `${name}: ${valueText(value)}`;
  const [before, after] = [value.before, value.after].map((side) => (side === null ? 'nothing' : valueText(side)));
  return `${name}: ${before} → ${after}`;
}

/** The data of an entry as `name: value` pairs, without ids; the server keeps secrets out of it. */
export function changeText(event: AuditEvent): string {
  return Object.entries(event.data)
    .filter(([name, value]) => value !== null && value !== undefined && !name.endsWith('Id'))
    .map(([name, value]) => pairText(name, value))
    .filter((text) => text !== '')
    .join('; ');
}
