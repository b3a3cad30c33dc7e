/** What identity needs of organizations, of which it knows nothing itself; app.ts hands it in. */
import type { z } from 'zod';
import type { ActionSets, Actor, SharedResource } from '../../platform/authz/actor.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Site } from '../../platform/http/site.ts';
import type { publicConfig } from './identity.contract.ts';
import type { RegistrationPolicy, RegistrationSettings } from './registration.rules.ts';

/** Everything about a user's place in organizations that an actor carries. */
export interface Belonging {
  readonly orgRoles: Readonly<Record<string, string>>;
  readonly teamRoles: Readonly<Record<string, string>>;
  readonly teamOrgs: Readonly<Record<string, string>>;
  readonly sets?: ActionSets;
  readonly shared?: readonly SharedResource[];
  /** Organizations of clients, and of which. */
  readonly orgSites: Readonly<Record<string, string>>;
}

export interface OrgSummary {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly role: 'org_owner' | 'org_admin' | 'org_auditor' | 'org_member' | 'custom' | null;
}

export interface TeamSummary {
  readonly id: string;
  readonly name: string;
  readonly orgId: string;
  readonly role: 'team_admin' | 'developer' | 'viewer' | 'custom' | null;
}

export interface OrgsOfUser {
  readonly orgs: readonly OrgSummary[];
  readonly teams: readonly TeamSummary[];
}

export interface OrgsPort {
  /** Within a system transaction. */
  belongingOf(tx: Tx, userId: string): Promise<Belonging>;
  /** The teams of an organization; `undefined` where there is none, or it is on its way out. Within a system transaction. */
  teamsOf(tx: Tx, orgId: string): Promise<readonly string[] | undefined>;
  /** The client that an organization belongs to. */
  clientOf(tx: Tx, orgId: string): Promise<string | null>;
  /** The first organization and team of a new user; answers with the team to begin in. */
  provision(tx: Tx, ctx: RequestCtx, user: NewUser): Promise<{ readonly teamId: string }>;
  /** Organizations and teams that the caller sees. */
  describe(ctx: RequestCtx): Promise<OrgsOfUser>;
  /** Actions that the caller may do in his current team. */
  permissions(ctx: RequestCtx): string[];
}

export interface NewUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** The first user of the installation. */
  readonly isFirst: boolean;
  readonly plan: string;
}

/** What a provider proved of somebody; the address is verified. */
export interface ProvenIdentity {
  /** As the provider names itself in what it signs. */
  readonly issuer: string;
  readonly subject: string;
  /** Name of the provider's configuration. */
  readonly provider: string;
  readonly email: string;
  readonly name: string | undefined;
  readonly avatarUrl: string | undefined;
  /** The provider says that it asked for more than one factor. */
  readonly isMultiFactor: boolean;
}

/** Invitations, of which identity knows only whether there is one. */
export interface InvitesPort {
  /** Whether somebody of this address is expected on the site, or the platform's own host; then no policy refuses him. */
  isInvited(tx: Tx, email: string, siteId: string | undefined): Promise<boolean>;
}

/** What a site shows to whoever comes. */
export interface SitePresentation {
  /** Absent on the platform's own host. */
  readonly client?: {
    readonly branding: z.input<typeof publicConfig>['branding'];
    readonly registrationPolicy: RegistrationPolicy;
  };
  readonly plans: z.input<typeof publicConfig>['plans'];
}

/** White-label clients, of which identity knows only how they receive people. */
export interface SitesPort {
  presentationOf(site: Site | undefined): Promise<SitePresentation>;
  /** Who may register there; nobody but those who are invited where the site is gone. */
  registrationOf(tx: Tx, siteId: string): Promise<Pick<RegistrationSettings, 'policy' | 'allowedDomains'>>;
}

/** E-mail domains of organizations, whose people become members by signing in. */
export interface JoinsPort {
  /** Within the transaction that lets somebody in whose address a provider has verified. */
  join(tx: Tx, ctx: RequestCtx, user: { readonly id: string; readonly email: string }): Promise<void>;
}

export interface BearerOf {
  readonly userId: string;
  readonly familyId: string;
  readonly expiresAt: Date;
}

/** What the authenticator needs of access tokens. */
export interface TokensPort {
  /** Whom a token is for, by its signature and times; `undefined` for one that must not be believed. */
  verify(token: string): Promise<BearerOf | undefined>;
  /** Whether what it came of has not been ended. */
  isLive(tx: Tx, bearer: BearerOf): Promise<boolean>;
}

/** What a request shows of a key: the visible part that finds it, and the secret. */
export interface PresentedKey {
  readonly prefix: string;
  readonly secret: string;
}

/** A key that was found and whose secret was proved. */
export interface CheckedKey {
  readonly id: string;
  readonly name: string;
  readonly via: 'api-key' | 'user-key' | 'org-key';
  /** `undefined` for kinds that scopes do not limit. */
  readonly scopes: readonly string[] | undefined;
  readonly owner:
    | { readonly kind: 'user'; readonly userId: string }
    | {
        readonly kind: 'machine';
        readonly orgId: string;
        readonly orgRoles: Readonly<Record<string, string>>;
        readonly teamRoles: Readonly<Record<string, string>>;
      };
  readonly ratePerSecond: number | undefined;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly lastUsedIp: string | null;
  /** Made by somebody who ran the platform while that took several factors. */
  readonly severalFactors: boolean;
  /** Whether it may be used from this address. */
  allows(ip: string): boolean;
}

/** What the authenticator needs of API keys. */
export interface KeysPort {
  /** `undefined` for what was never issued by us. */
  parse(text: string): PresentedKey | undefined;
  parsePair(key: string, secret: string): PresentedKey | undefined;
  /** One indexed query, and one verification where the secret may be right. */
  check(presented: PresentedKey): Promise<CheckedKey | undefined>;
  isExpired(expiresAt: Date | null, now: Date): boolean;
  isUseWorthWriting(lastUsedAt: Date | null, now: Date): boolean;
  /** Writes a use down; the first from an address that the key was never used from is an event. */
  used(
    key: { readonly id: string; readonly name: string; readonly actor: Actor },
    use: { readonly at: Date; readonly ip: string; readonly requestId: string },
  ): Promise<void>;
}
