import type { z } from 'zod';
import type { v1MeRoutes, v1Org } from './v1-me.contract.ts';

export interface AccountFacts {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly avatar_url: string | null;
  readonly platform_role: string | null;
  readonly disabled_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date | null;
}

export interface AddressFacts {
  readonly id: string;
  readonly email: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
}

export interface OrgFacts {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface KeyFacts {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}

export type V1MeView = z.input<(typeof v1MeRoutes.get.responses)[200]>;
export type V1UserView = z.input<(typeof v1MeRoutes.update.responses)[200]>;
export type V1UserKeyView = z.input<(typeof v1MeRoutes.keysCreate.responses)[201]>;
export type V1OrgView = z.input<typeof v1Org>;

export function accountToV1(row: AccountFacts): V1UserView {
  return {
    id: row.id,
    ...(row.name === '' ? {} : { display_name: row.name }),
    primary_email: row.email,
    ...(row.avatar_url === null ? {} : { avatar_url: row.avatar_url }),
    is_disabled: row.disabled_at !== null,
    is_admin: row.platform_role === 'platform_admin',
    created_at: row.created_at.toISOString(),
    updated_at: (row.updated_at ?? row.created_at).toISOString(),
  };
}

/** The address that the user has with us, then others that providers have vouched for; each once. */
export function emailsToV1(row: AccountFacts, addresses: readonly AddressFacts[]): V1MeView['emails'] {
  const user = accountToV1(row);
  const { created_at, updated_at } = user;
  const is_verified = addresses.some((each) => each.email === row.email);
  const primary = { id: row.id, email: row.email, is_verified, is_primary: true, created_at, updated_at };
  const others = new Map(addresses.filter((each) => each.email !== row.email).map((each) => [each.email, each]));
  const further = [...others.values()].map(({ id, email, createdAt, lastUsedAt }) => {
    return { id, email, is_verified: true, is_primary: false, created_at: createdAt, updated_at: lastUsedAt };
  });
  return [primary, ...further].map((each) => ({ ...each, user_id: row.id, user }));
}

export function orgToV1(org: OrgFacts, domain: string | undefined): V1OrgView {
  return { id: org.id, name: org.name, domain: domain ?? null, created_at: org.createdAt, updated_at: org.updatedAt };
}

export function userKeyToV1(key: KeyFacts): Omit<V1UserKeyView, 'plain'> {
  return {
    id: key.id,
    ...(key.name === '' ? {} : { name: key.name }),
    scope: 'user',
    created_at: key.createdAt,
    ...(key.expiresAt === null ? {} : { expires_at: key.expiresAt }),
    ...(key.lastUsedAt === null ? {} : { last_used_at: key.lastUsedAt }),
  };
}
