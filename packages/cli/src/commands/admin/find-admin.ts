/** What those who run the platform name by address, slug or name; and the flags that they share. */
import type { AdminOrg, AdminUser } from '@moorage/sdk/types';
import { Option } from 'commander';
import { askAsAdmin } from '../../actions/as-admin.ts';
import { pickOne } from '../../actions/find.ts';
import type { CommandSession } from '../../session.ts';

/** Enough to find one by what tells it from all others. */
const mostFound = 200;

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** The user of this address, name or id. */
export async function findUser(session: CommandSession, text: string): Promise<AdminUser> {
  if (isId(text)) return await askAsAdmin(session, (api) => api.admin.user({ params: { id: text } }));
  const users = await askAsAdmin(session, (api) => api.admin.users({ query: { search: text, limit: mostFound } }));
  const names = (user: AdminUser): string[] => [user.email, user.name];
  return pickOne(users, { what: 'user', text, names, id: (user) => user.email, list: 'moorage admin users list' });
}

/** The organization of this slug, name or id, whoever's it is. */
export async function findAnyOrg(session: CommandSession, text: string): Promise<Pick<AdminOrg, 'id'>> {
  if (isId(text)) return { id: text };
  const orgs = await askAsAdmin(session, (api) => api.admin.orgs({ query: { search: text, limit: mostFound } }));
  const names = (org: AdminOrg): string[] => [org.slug, org.name];
  return pickOne(orgs, { what: 'organization', text, names, id: (org) => org.slug, list: 'moorage admin orgs list' });
}

export function optionFor(flags: string, what: string, env: string): Option {
  return new Option(flags, what).env(env);
}

export function searchOption(): Option {
  return optionFor('--search <text>', 'part of the name or the address', 'MOORAGE_SEARCH');
}
