/** Who acts, in words that know no product: the authenticator (handed in by app.ts) makes one, the policy engine reads it. */

/** What stands in the place of a role's name where an organization made the role itself; {@link Actor.sets} says what it holds. */
export const customRole = 'custom';

/** Something of an organization that was shared with somebody by itself, with what he may do to it. */
export interface SharedResource {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly orgId: string;
  /** The site that the organization belongs to, where it does not belong to the platform's own. */
  readonly siteId?: string;
  readonly actions: readonly string[];
}

/** Actions of the roles that organizations made themselves, by where they are held. */
export interface ActionSets {
  readonly orgs: Readonly<Record<string, readonly string[]>>;
  readonly teams: Readonly<Record<string, readonly string[]>>;
}

export interface Actor {
  /** A machine is a key that belongs to an organization instead of a user. */
  readonly kind: 'user' | 'machine' | 'system' | 'anonymous';
  readonly userId: string | undefined;
  readonly email: string | undefined;
  /** How he proved it. */
  readonly via: 'session' | 'jwt' | 'api-key' | 'user-key' | 'org-key' | 'internal' | 'none';
  readonly sessionId?: string;
  /** Of a session: when he last proved to a provider who he is. */
  readonly signedInAt?: Date;
  readonly apiKeyId?: string;
  readonly apiKeyName?: string;
  /** Present for keys with scopes: what the key is limited to. */
  readonly scopes?: readonly string[];
  /** Requests a second that the key may make, where it has a limit of its own. */
  readonly ratePerSecond?: number;
  readonly platformRole: string | undefined;
  /** Role in each organization and team he belongs to. */
  readonly orgRoles: Readonly<Record<string, string>>;
  readonly teamRoles: Readonly<Record<string, string>>;
  /** Which organization a team belongs to, for the teams above and those he reaches by his org role. */
  readonly teamOrgs: Readonly<Record<string, string>>;
  /** Present where he holds roles of an organization's own making. */
  readonly sets?: ActionSets;
  /** Present where he is a guest somewhere. */
  readonly shared?: readonly SharedResource[];
  /** Organizations that belong to a site of their own, and to which. */
  readonly orgSites?: Readonly<Record<string, string>>;
  readonly currentOrgId: string | undefined;
  readonly currentTeamId: string | undefined;
}

/** Which user or machine it is; `undefined` for nobody and for the platform itself. */
export function principalOf(actor: Actor): string | undefined {
  return actor.userId ?? (actor.kind === 'machine' ? actor.apiKeyId : undefined);
}

/** What people know him by: an address, or the name of a machine's key. */
export function labelOf(actor: Actor): string | undefined {
  return actor.kind === 'machine' ? `key ${actor.apiKeyName ?? ''}`.trim() : actor.email;
}

/** The organization of a team that he reaches; `undefined` for any other. */
export function orgOfTeam({ teamOrgs }: Actor, teamId: string): string | undefined {
  return Object.hasOwn(teamOrgs, teamId) ? teamOrgs[teamId] : undefined;
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
