/** Who acts, in words that know no product: the authenticator (handed in by app.ts) makes one, the policy engine reads it. */

export interface Actor {
  readonly kind: 'user' | 'system' | 'anonymous';
  readonly userId: string | undefined;
  readonly email: string | undefined;
  /** How he proved it. */
  readonly via: 'session' | 'api-key' | 'internal' | 'none';
  readonly sessionId?: string;
  readonly apiKeyId?: string;
  /** Present for API keys: what the key is limited to. */
  readonly scopes?: readonly string[];
  readonly platformRole: string | undefined;
  /** Role in each organization and team he belongs to. */
  readonly orgRoles: Readonly<Record<string, string>>;
  readonly teamRoles: Readonly<Record<string, string>>;
  /** Which organization a team belongs to, for the teams above and those he reaches by his org role. */
  readonly teamOrgs: Readonly<Record<string, string>>;
  readonly currentOrgId: string | undefined;
  readonly currentTeamId: string | undefined;
}

export const anonymous: Actor = {
  kind: 'anonymous',
  userId: undefined,
  email: undefined,
  via: 'none',
  platformRole: undefined,
  orgRoles: {},
  teamRoles: {},
  teamOrgs: {},
  currentOrgId: undefined,
  currentTeamId: undefined,
};

/** The platform acting on its own behalf: jobs, syncers, scripts. */
export const system: Actor = { ...anonymous, kind: 'system', via: 'internal' };
