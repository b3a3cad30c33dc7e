/** Lets somebody in whom a provider has proved: as the user whose identity it is, or as a new one. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Audit } from '../audit/index.ts';
import type { InvitesPort, OrgsPort, ProvenIdentity } from './identity.ports.ts';
import type { UserRow } from './identity.view.ts';
import { findUserByIdentity, insertIdentity, updateIdentityUsed } from './linked-identity.store.ts';
import {
  decideRegistration,
  nameFromEmail,
  normalizeEmail,
  type Refusal,
  refuseAdmission,
  type RegistrationSettings,
} from './registration.rules.ts';
import { claimRegistration, findUserByEmail, hasUsers, insertUser, updateCurrentTeam, updateLastLogin } from './user.store.ts';

export interface AdmissionDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly orgs: OrgsPort;
  readonly invites: InvitesPort;
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

/** Registers; the caller holds back everybody else who would and has looked for a user of this address. */
async function register(deps: AdmissionDeps, tx: Tx, ctx: RequestCtx, newcomer: Newcomer): Promise<Admission> {
  const { email } = newcomer;
  const isFirst = !(await hasUsers(tx));
  const isInvited = await deps.invites.isInvited(tx, email);
  const decision = decideRegistration({ email, isFirst, isInvited }, deps.registration);
  if (decision.kind === 'refuse') {
    const refusal = { reason: 'registration_refused', message: decision.reason, nextStep: registrationNextStep } as const;
    return { kind: 'refused', refusal };
  }
  const { tier, platformRole } = decision;
  const id = deps.ids.uuid();
  const name = newcomer.name ?? nameFromEmail(email);
  const avatarUrl = newcomer.avatarUrl ?? null;
  await insertUser(tx, { id, email, name, avatarUrl, tier, platformRole, at: deps.clock.now() });
  await deps.audit.append(tx, ctx, {
    event: 'user.registered',
    target: { type: 'user', id, name: email },
    data: { tier, platformRole },
    actor: { id, email },
  });
  const { teamId } = await deps.orgs.provision(tx, ctx, { id, email, name, isFirst, plan: tier });
  await updateCurrentTeam(tx, id, teamId);
  const user = { id, email, name, avatar_url: avatarUrl, tier, platform_role: platformRole, current_team_id: teamId };
  return { kind: 'admitted', user: { ...user, disabled_at: null, tier_chosen_at: null } };
}

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
  const admission =
    user === undefined ? await register(deps, tx, ctx, { email, name: undefined, avatarUrl: undefined }) : undefined;
  if (admission?.kind === 'refused') return admission;
  const admitted = admission?.user ?? user;
  if (admitted !== undefined) await updateLastLogin(tx, admitted.id, deps.clock.now());
  return admitted === undefined ? { kind: 'refused', refusal: noUser } : { kind: 'admitted', user: admitted };
}

const noUser: Refusal = { reason: 'registration_refused', message: 'There is no such user.', nextStep: registrationNextStep };

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
    return { kind: 'admitted', user: owner };
  }
  const admission = await register(deps, tx, ctx, { ...proven, email });
  if (admission.kind === 'refused') return admission;
  const { issuer, subject, provider } = proven;
  const times = { created_at: now, last_used_at: now };
  await insertIdentity(tx, { id: deps.ids.uuid(), user_id: admission.user.id, issuer, subject, provider, email, ...times });
  return admission;
}

/** Whoever a provider has proved; a refusal is in the audit trail when this transaction is committed. */
export async function admit(deps: AdmissionDeps, tx: Tx, ctx: RequestCtx, proven: ProvenIdentity): Promise<Admission> {
  const admission = await decide(deps, tx, ctx, proven);
  if (admission.kind === 'admitted') {
    await updateLastLogin(tx, admission.user.id, deps.clock.now());
    return admission;
  }
  const target = { type: 'sign_in', id: proven.provider, name: normalizeEmail(proven.email) };
  await deps.audit.append(tx, ctx, { event: 'sign_in.refused', target, data: { reason: admission.refusal.reason } });
  return admission;
}
