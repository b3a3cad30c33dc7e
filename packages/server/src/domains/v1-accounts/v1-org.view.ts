import type { z } from 'zod';
import type { v1OrgRoutes, v1Role } from './v1-org.contract.ts';
import type { KeyFacts } from './v1-me.view.ts';

export type V1Role = z.output<typeof v1Role>;
export type V1MemberView = z.input<(typeof v1OrgRoutes.membersPut.responses)[200]>;
export type V1OrgKeyView = z.input<(typeof v1OrgRoutes.keysList.responses)[200]>[number];
export type V1OrgKeyWithSecretView = z.input<(typeof v1OrgRoutes.keysCreate.responses)[201]>;

export interface MemberFacts {
  readonly userId: string;
  readonly email: string;
  readonly role: string;
}

export interface OrgKeyFacts extends KeyFacts {
  readonly prefix: string;
  readonly rotatedAt: string | null;
}

const roles = { org_owner: 'owner', org_admin: 'admin', org_member: 'member' } as const;

function roleToV1(role: string): V1Role {
  return role === 'org_owner' || role === 'org_admin' ? roles[role] : 'member';
}

export function memberToV1({ userId, email, role }: MemberFacts): V1MemberView {
  return { user_id: userId, email, role: roleToV1(role) };
}

export function orgKeyToV1(key: OrgKeyFacts, orgId: string, now: Date): V1OrgKeyView {
  return {
    id: key.id,
    org_id: orgId,
    scope: 'org',
    purpose: 'user',
    is_ephemeral: false,
    name: key.name,
    ...(key.expiresAt === null ? {} : { expires_at: key.expiresAt }),
    revoked: key.expiresAt !== null && Date.parse(key.expiresAt) <= now.getTime(),
    prefix: key.prefix,
    ...(key.lastUsedAt === null ? {} : { last_used_at: key.lastUsedAt }),
    created_at: key.createdAt,
    updated_at: key.rotatedAt ?? key.createdAt,
  };
}
