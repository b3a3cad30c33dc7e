/** Lets somebody in whom a provider has proved: as the user whose identity it is, or as a new one. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Audit } from '../audit/index.ts';
import { actorsChannel } from '../sessions/index.ts';
import type { InvitesPort, JoinsPort, OrgsPort, ProvenIdentity, SitesPort } from './identity.ports.ts';
import type { UserRow } from './identity.view.ts';
import { findUserByIdentity, insertIdentity, updateIdentityUsed } from './linked-identity.store.ts';
import {
  decideRegistration,
  type RegistrationDecision,
  nameFromEmail,
  normalizeEmail,
  type Refusal,
  refuseAdmission,
  refuseOneFactor,
  type RegistrationSettings,
} from './registration.rules.ts';
import { claimRegistration, findUserByEmail, hasUsers, insertUser, updateCurrentTeam, updateLastLogin } from './user.store.ts';

export interface AdmissionDeps {
  readonly db: Pick<Db, 'notify'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly orgs: OrgsPort;
  readonly invites: InvitesPort;
  readonly joins: JoinsPort;
  readonly sites: Pick<SitesPort, 'registrationOf'>;
  /** Of the platform itself. */
  readonly registration: RegistrationSettings;
}

export type Admission =
  | { readonly kind: 'admitted'; readonly user: UserRow }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

interface Newcomer {
  readonly email: string;
  readonly name: string | undefined;
  readonly avatarUrl: string | undefined;
}

const registrationNextStep = 'Ask for an invitation, or sign in with another address.';

function refusedBecause(message: string): Admission & { kind: 'refused' } {
  return { kind: 'refused', refusal: { reason: 'registration_refused', message, nextStep: registrationNextStep } };
}

/** By the rules of the host that he came to. */
async function decideHere(
  deps: AdmissionDeps,
  tx: Tx,
  { site }: RequestCtx,
  who: { readonly email: string; readonly isFirst: boolean },
): Promise<RegistrationDecision> {
  const isInvited = await deps.invites.isInvited(tx, who.email, site?.id);
  const own = site === undefined ? {} : await deps.sites.registrationOf(tx, site.id);
  return decideRegistration({ ...who, isInvited }, { ...deps.registration, ...own });
}

/**
 * A user who registered elsewhere, on a host where nothing is his yet: he is a newcomer there, so that the door of one client is
 * not opened by an account of another.
 */
async function receive(deps: AdmissionDeps, tx: Tx, ctx: RequestCtx, user: UserRow): Promise<Admission> {
  const admitted = { kind: 'admitted', user } as const;
  if (user.client_id === (ctx.site?.id ?? null)) return admitted;
  if (ctx.site === undefined && user.platform_role !== null) return admitted;
  const { orgRoles, orgSites, shared = [] } = await deps.orgs.belongingOf(tx, user.id);
  const sites = [...Object.keys(orgRoles).map((orgId) => orgSites[orgId]), ...shared.map((one) => one.siteId)];
  if (sites.includes(ctx.site?.id)) return admitted;
  const { id, email, name } = user;
  const decision = await decideHere(deps, tx, ctx, { email, isFirst: false });
  if (decision.kind === 'refuse') return refusedBecause(decision.reason);
  await deps.audit.append(tx, ctx, {
    event: 'user.joined_client',
    target: { type: 'user', id, name: email },
    data: { clientId: ctx.site?.id ?? null },
    actor: { id, email },
  });
  await deps.orgs.provision(tx, ctx, { id, email, name, isFirst: false, plan: decision.tier });
  await deps.db.notify(tx, actorsChannel, id);
  return admitted;
}

/** Registers; the caller holds back everybody else who would and has looked for a user of this address. */
async function register(deps: AdmissionDeps, tx: Tx, ctx: RequestCtx, newcomer: Newcomer): Promise<Admission> {
  const { email } = newcomer;
  const clientId = ctx.site?.id ?? null;
  // Whoever comes first to a client is not the one who set the platform up.
  const isFirst = clientId === null && !(await hasUsers(tx));
  const decision = await decideHere(deps, tx, ctx, { email, isFirst });
  if (decision.kind === 'refuse') return refusedBecause(decision.reason);
  const { tier, platformRole } = decision;
  const id = deps.ids.uuid();
  const name = newcomer.name ?? nameFromEmail(email);
  const avatarUrl = newcomer.avatarUrl ?? null;
  await insertUser(tx, { id, email, name, avatarUrl, tier, platformRole, clientId, at: deps.clock.now() });
  await deps.audit.append(tx, ctx, {
    event: 'user.registered',
    target: { type: 'user', id, name: email },
    data: { tier, platformRole, clientId },
    actor: { id, email },
  });
  const { teamId } = await deps.orgs.provision(tx, ctx, { id, email, name, isFirst, plan: tier });
  await updateCurrentTeam(tx, id, teamId);
  const user = { id, email, name, avatar_url: avatarUrl, tier, platform_role: platformRole, current_team_id: teamId };
  return { kind: 'admitted', user: { ...user, ...unmarked, client_id: clientId } };
}

/** What a new user has no mark of. */
const unmarked = { disabled_at: null, sessions_void_before: null, tier_chosen_at: null } as const;

/** Anybody of this address, without proof: for development mode only. */
export async function admitAddress(deps: AdmissionDeps, tx: Tx, ctx: RequestCtx, address: string): Promise<Admission> {
  const email = normalizeEmail(address);
  let user = await findUserByEmail(tx, email);
  if (user === undefined) {
    await claimRegistration(tx);
    user = await findUserByEmail(tx, email);
  }
  const isDisabled = user !== undefined && user.disabled_at !== null;
  const refusal = refuseAdmission({ email, owner: user && { isDisabled }, isAddressTaken: false });
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const newcomer = { email, name: undefined, avatarUrl: undefined };
  const admission = user === undefined ? await register(deps, tx, ctx, newcomer) : await receive(deps, tx, ctx, user);
  if (admission.kind === 'admitted') await updateLastLogin(tx, admission.user.id, deps.clock.now());
  return admission;
}

async function decide(deps: AdmissionDeps, tx: Tx, ctx: RequestCtx, proven: ProvenIdentity): Promise<Admission> {
  const email = normalizeEmail(proven.email);
  let owner = await findUserByIdentity(tx, proven);
  if (owner === undefined) {
    await claimRegistration(tx);
    owner = await findUserByIdentity(tx, proven);
  }
  const isAddressTaken = owner === undefined && (await findUserByEmail(tx, email)) !== undefined;
  const facts = { email, owner: owner && { isDisabled: owner.disabled_at !== null }, isAddressTaken };
  const refusal = refuseAdmission(facts);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const now = deps.clock.now();
  if (owner !== undefined) {
    await updateIdentityUsed(tx, { ...proven, email }, now);
    return await receive(deps, tx, ctx, owner);
  }
  const admission = await register(deps, tx, ctx, { ...proven, email });
  if (admission.kind === 'refused') return admission;
  const { issuer, subject, provider } = proven;
  const times = { created_at: now, last_used_at: now };
  await insertIdentity(tx, { id: deps.ids.uuid(), user_id: admission.user.id, issuer, subject, provider, email, ...times });
  return admission;
}

function withEnoughFactors({ registration }: AdmissionDeps, user: UserRow, { isMultiFactor }: ProvenIdentity): Admission {
  const refusal = refuseOneFactor({ platformRole: user.platform_role, isMultiFactor }, registration);
  return refusal === undefined ? { kind: 'admitted', user } : { kind: 'refused', refusal };
}

/** Whoever a provider has proved; a refusal is in the audit trail when this transaction is committed. */
export async function admit(deps: AdmissionDeps, tx: Tx, ctx: RequestCtx, proven: ProvenIdentity): Promise<Admission> {
  const decided = await decide(deps, tx, ctx, proven);
  const admission = decided.kind === 'admitted' ? withEnoughFactors(deps, decided.user, proven) : decided;
  if (admission.kind === 'admitted') {
    await deps.joins.join(tx, ctx, { id: admission.user.id, email: normalizeEmail(proven.email) });
    await updateLastLogin(tx, admission.user.id, deps.clock.now());
    return admission;
  }
  const target = { type: 'sign_in', id: proven.provider, name: normalizeEmail(proven.email) };
  await deps.audit.append(tx, ctx, { event: 'sign_in.refused', target, data: { reason: admission.refusal.reason } });
  return admission;
}
