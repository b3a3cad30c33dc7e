/** Audit entries in words. */
import type { AdminAuditEvent, AuditEvent } from '@moorage/sdk/types';

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
  if (event.actor.kind === 'anonymous') return 'nobody signed in';
  return event.actor.email ?? event.actor.id ?? 'unknown';
}

export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return JSON.stringify(value);
}

export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What an entry says field by field; secrets come masked. */
export function fieldChanges(event: Pick<AuditEvent, 'data'>): readonly FieldChange[] {
  const changes = event.data['changes'];
  if (!isObject(changes)) return [];
  return Object.entries(changes).flatMap(([field, change]: [string, unknown]) =>
    isObject(change) && 'before' in change && 'after' in change ? [{ field, before: change.before, after: change.after }] : [],
  );
}

/** The data of an entry as `name: value` pairs, without ids; the server keeps secrets out of it. */
export function changeText(event: AuditEvent): string {
  const changed = fieldChanges(event).map(({ field, before, after }) => `${field}: ${valueText(before)} → ${valueText(after)}`);
  const told = Object.entries(event.data)
    .filter(([name, value]) => name !== 'changes' && value !== null && value !== undefined && !name.endsWith('Id'))
    .map(([name, value]) => `${name}: ${valueText(value)}`);
  return [...told, ...changed].join('; ');
}

/** The trail of what belongs to no organization: signing in, keys, what administrators of the platform do. */
export const platformTrail = '00000000-0000-0000-0000-000000000000';

/** Where an entry belongs, in words; an organization that is gone is known by its id. */
export function placeText({ orgId, orgName }: Pick<AdminAuditEvent, 'orgId' | 'orgName'>): string {
  return orgName ?? (orgId === platformTrail ? 'the platform' : `${orgId.slice(0, 8)}, deleted`);
}
