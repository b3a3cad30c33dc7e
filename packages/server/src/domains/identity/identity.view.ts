import type { z } from 'zod';
import type { Actor } from '../../platform/authz/actor.ts';
import type { linkedIdentity, me, publicConfig } from './identity.contract.ts';
import type { OrgsOfUser, SitePresentation } from './identity.ports.ts';

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly avatar_url: string | null;
  readonly tier: string;
  readonly platform_role: string | null;
  readonly current_team_id: string | null;
  readonly disabled_at: Date | null;
  /** Sessions of before are worth nothing. */
  readonly sessions_void_before: Date | null;
  readonly tier_chosen_at: Date | null;
  /** Where he registered: null for the platform itself. */
  readonly client_id: string | null;
}

export type PublicConfigView = z.input<typeof publicConfig>;
/** The configuration as a site shows it. */
export function publicConfigOn(config: Omit<PublicConfigView, 'plans'>, { client, plans }: SitePresentation): PublicConfigView {
  if (client === undefined) return { ...config, plans };
  return { ...config, plans, branding: client.branding, registrationPolicy: client.registrationPolicy };
}

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
    // The one he has on this host.
    platformRole: actor.platformRole === 'platform_admin' ? 'platform_admin' : null,
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
