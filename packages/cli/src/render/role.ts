/** Roles and guests for people. */
import type { Grant, Role } from '@moorage/sdk/types';
import type { View } from './output.ts';

/** Columns of `roles list`. */
export const roleListView: View<Role> = {
  name: (row) => row.name,
  empty: 'No roles.',
  columns: [
    { title: 'role', value: (row) => row.name },
    { title: 'made by', value: (row) => (row.isBuiltIn ? 'Moorage' : 'the organization') },
    { title: 'holders', value: (row) => (row.isBuiltIn ? '' : String(row.holderCount)) },
    { title: 'description', value: (row) => row.description },
  ],
};

/** What a role can do, one action a line. */
export function describeRole(role: Role): string {
  const width = Math.max(0, ...role.actions.map(({ action }) => action.length)) + 2;
  const lines = role.actions.map(({ action, doc }) => `  ${action.padEnd(width)}${doc}`);
  const unknown = role.unknownActions.map((action) => `  ${action.padEnd(width)}(no longer known, counts for nothing)`);
  return [`${role.name}: ${role.description}`.trimEnd(), ...lines, ...unknown].join('\n');
}

/** Columns of `grants list`. */
export const grantListView: View<Grant> = {
  name: (row) => row.email,
  empty: 'No guests.',
  columns: [
    { title: 'guest', value: (row) => row.email },
    { title: 'role', value: (row) => row.role },
    { title: 'state', value: (row) => (row.userId === null ? 'has not signed in yet' : 'guest') },
    { title: 'until', value: (row) => row.expiresAt ?? '' },
    { title: 'granted by', value: (row) => row.grantedBy ?? '' },
  ],
};

export function describeGrant(grant: Grant): string {
  const until = grant.expiresAt === null ? '' : ` until ${grant.expiresAt}`;
  return `${grant.email}: ${grant.role}${until}\nmay: ${grant.actions.join(', ')}`;
}
