import type { z } from 'zod';
import type { Actor } from '../../platform/authz/actor.ts';
import type { linkedIdentity, me, publicConfig } from './identity.contract.ts';
import type { OrgsOfUser } from './identity.ports.ts';

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly avatar_url: string | null;
  readonly tier: string;
  readonly platform_role: string | null;
  readonly current_team_id: string | null;
  readonly disabled_at: Date | null;
  readonly tier_chosen_at: Date | null;
}

export type PublicConfigView = z.input<typeof publicConfig>;
export type MeView = z.input<typeof me>;
export type LinkedIdentityView = z.input<typeof linkedIdentity>;

function tierOf(tier: string): MeView['tier'] {
  return tier === 'business' || tier === 'enterprise' ? tier : 'free';
}

export interface MeParts {
  readonly user: UserRow;
  readonly actor: Actor;
  readonly belonging: OrgsOfUser;
  readonly permissions: readonly string[];
}

export function userToMe({ user, actor, belonging, permissions }: MeParts): MeView {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    avatarUrl: user.avatar_url,
    tier: tierOf(user.tier),
    platformRole: user.platform_role === 'platform_admin' ? 'platform_admin' : null,
    currentOrgId: actor.currentOrgId ?? null,
    currentTeamId: actor.currentTeamId ?? null,
    orgs: [...belonging.orgs],
    teams: [...belonging.teams],
    permissions: [...permissions],
    via: actor.via === 'api-key' || actor.via === 'user-key' || actor.via === 'jwt' ? actor.via : 'session',
  };
}

export interface LinkedIdentity {
  readonly id: string;
  readonly provider: string;
  readonly issuer: string;
  readonly email: string;
  readonly created_at: Date;
  readonly last_used_at: Date;
}

export function linkedIdentityToView(row: LinkedIdentity): LinkedIdentityView {
  const { id, provider, issuer, email } = row;
  return { id, provider, issuer, email, createdAt: row.created_at.toISOString(), lastUsedAt: row.last_used_at.toISOString() };
}
