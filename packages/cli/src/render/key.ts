/** API keys and sessions for people. */
import type { ApiKey, Session } from '@moorage/sdk/types';
import type { View } from './output.ts';
import { ageOf, agoOf } from './table.ts';

/** Columns of `keys list`. */
export function keyListView(now: Date): View<ApiKey> {
  return {
    name: (row) => row.id,
    empty: 'No API keys yet. Create one with `moorage keys create`.',
    columns: [
      { title: 'prefix', value: (row) => row.prefix },
      { title: 'name', value: (row) => row.name },
      { title: 'scopes', value: (row) => row.scopes.join(' ') },
      { title: 'age', value: (row) => ageOf(row.createdAt, now) },
      { title: 'used', value: (row) => agoOf(row.lastUsedAt, now) },
      { title: 'expires', value: (row) => row.expiresAt?.slice(0, 10) ?? 'never' },
    ],
    more: [
      { title: 'id', value: (row) => row.id },
      { title: 'from', value: (row) => row.lastUsedIp ?? '-' },
    ],
  };
}

/** A key and what limits it, without its secret. */
export function describeKey(key: ApiKey): string {
  return [
    `Id:       ${key.id}`,
    `Name:     ${key.name}`,
    `Scopes:   ${key.scopes.join(' ')}`,
    `From:     ${key.allowedIps.length === 0 ? 'everywhere' : key.allowedIps.join(' ')}`,
    `Rate:     ${key.ratePerSecond === null ? 'no limit of its own' : `${key.ratePerSecond} requests per second`}`,
    `Expires:  ${key.expiresAt ?? 'never'}`,
  ].join('\n');
}

/** A key that was just made or renewed: the only time that it is seen. */
export function describeNewKey(key: ApiKey & { readonly key: string }): string {
  return [
    `Id:       ${key.id}`,
    `Name:     ${key.name}`,
    `Scopes:   ${key.scopes.join(' ')}`,
    `Expires:  ${key.expiresAt ?? 'never'}`,
    `Key:      ${key.key}`,
    'The key is shown this once. ' +
      (key.teamId === null && key.role === null
        ? 'Whoever has it acts as you within its scopes.'
        : 'Whoever has it acts within its role and scopes.'),
  ].join('\n');
}

/** Columns of `sessions list`. */
export function sessionListView(now: Date): View<Session> {
  return {
    name: (row) => row.id,
    empty: 'No session is open.',
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'address', value: (row) => row.ipAddress },
      { title: 'client', value: (row) => row.userAgent },
      { title: 'begun', value: (row) => agoOf(row.createdAt, now) },
      { title: 'seen', value: (row) => agoOf(row.lastSeenAt, now) },
    ],
  };
}
