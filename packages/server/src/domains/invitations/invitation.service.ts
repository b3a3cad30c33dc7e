/**
 * Invitations.
 *
 * An invitation is for one address and admits once. Its tokens are 256 random bits of which only the SHA-256 is kept: one is
 * in the link that the inviter gets in his answer, another in the mail, drawn by the job that sends it. Whoever accepts must
 * be signed in with the very address that was invited, so a link that is passed on or stolen admits nobody else.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { orgOfTeam } from '../../platform/authz/actor.ts';
import { sha256 } from '../../platform/crypto/digest.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import { actorsChannel } from '../identity/index.ts';
import type { Orgs } from '../orgs/index.ts';
import { invitationMailJob } from './invitation-job.contract.ts';
import { invitationLifeMs, normalEmail, verdictOf } from './invitation.rules.ts';
import {
  claimInvitation,
  claimInvitationByToken,
  findPlace,
  hasOpenInvitation,
  insertInvitation,
  listOpenInvitations,
  removeInvitation,
  removeOpenInvitation,
  updateInvitation,
} from './invitation.store.ts';
import { type InvitationPlace, type InvitationRow, invitationToView, type InvitationView } from './invitation.view.ts';

export interface InvitationServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly admit: Orgs['admit'];
  readonly requireHeldRole: Orgs['requireHeldRole'];
  /** The client that an organization belongs to. */
  readonly clientOf: (tx: Tx, orgId: string) => Promise<string | null>;
  readonly forgetActor: (userId: string) => void;
  /** Origin of the console, for links. */
  readonly baseUrl: string;
  /** Whether a mail is sent. */
  readonly sendsMail: boolean;
}

export interface NewInvitation {
  readonly orgId: string;
  readonly teamId: string | null;
  readonly email: string;
  readonly role: string;
}

export type InvitationWithLink = InvitationView & { link: string };

export interface InvitationService {
  inviteToTeam(ctx: RequestCtx, teamId: string, input: Pick<NewInvitation, 'email' | 'role'>): Promise<InvitationWithLink>;
  inviteToOrg(ctx: RequestCtx, orgId: string, input: Pick<NewInvitation, 'email' | 'role'>): Promise<InvitationWithLink>;
  ofTeam(ctx: RequestCtx, teamId: string): Promise<InvitationView[]>;
  ofOrg(ctx: RequestCtx, orgId: string): Promise<InvitationView[]>;
  resend(ctx: RequestCtx, id: string): Promise<InvitationWithLink>;
  revoke(ctx: RequestCtx, id: string): Promise<void>;
  preview(
    ctx: RequestCtx,
    token: string,
  ): Promise<InvitationPlace & Pick<InvitationView, 'email' | 'role' | 'invitedBy' | 'expiresAt'>>;
  accept(ctx: RequestCtx, token: string): Promise<{ orgId: string; teamId: string | null }>;
  /** Whether somebody of this address is expected, for whoever decides about registrations. */
  isInvited(tx: Tx, email: string, siteId: string | undefined): Promise<boolean>;
}

function missing(): AppError {
  return new AppError('not_found', 'There is no such invitation.', {
    details: { nextStep: 'Ask whoever invited you for a new one.' },
  });
}

/** Where the console reads the token; it posts it from there, so no later address carries it. */
export function linkOf(baseUrl: string, token: string): string {
  return `${baseUrl}/invite?token=${token}`;
}

function teamOrg(ctx: RequestCtx, teamId: string): string {
  const orgId = orgOfTeam(ctx.actor, teamId);
  ctx.authorize('team:members', { type: 'team', orgId, teamId });
  if (orgId === undefined) throw missing();
  return orgId;
}

function authorizeFor(ctx: RequestCtx, row: Pick<InvitationRow, 'org_id' | 'team_id'>): void {
  if (row.team_id === null) ctx.authorize('org:members', { type: 'org', orgId: row.org_id });
  else ctx.authorize('team:members', { type: 'team', orgId: row.org_id, teamId: row.team_id });
}

/** The invitation, locked, where the caller may manage it. */
async function claimFor(tx: Tx, ctx: RequestCtx, id: string): Promise<InvitationRow> {
  const row = await claimInvitation(tx, id);
  if (row === undefined) throw missing();
  authorizeFor(ctx, row);
  return row;
}

function target(row: Pick<InvitationRow, 'id' | 'email'>): { type: string; id: string; name: string } {
  return { type: 'invitation', id: row.id, name: row.email };
}

async function create(deps: InvitationServiceDeps, ctx: RequestCtx, input: NewInvitation): Promise<InvitationWithLink> {
  const now = deps.clock.now();
  const token = deps.ids.token();
  const email = normalEmail(input.email);
  const row: InvitationRow = {
    id: deps.ids.uuid(),
    org_id: input.orgId,
    team_id: input.teamId,
    email,
    role: input.role,
    invited_by: ctx.actor.email ?? null,
    created_at: now,
    expires_at: new Date(now.getTime() + invitationLifeMs),
    accepted_at: null,
    link_hash: sha256(token),
    mail_hash: null,
    mail_state: deps.sendsMail ? 'waiting' : 'off',
    mail_error: null,
  };
  await deps.db.tenant([input.orgId], async (tx) => {
    await removeOpenInvitation(tx, { ...input, email });
    await insertInvitation(tx, row);
    const { orgId, teamId, role } = input;
    await deps.audit.append(tx, ctx, { orgId, event: 'invitation.created', target: target(row), data: { teamId, role } });
    if (deps.sendsMail) await deps.jobs.enqueue(tx, invitationMailJob, { invitationId: row.id });
  });
  return { ...invitationToView(row), link: linkOf(ctx.site?.origin ?? deps.baseUrl, token) };
}

async function resend(deps: InvitationServiceDeps, ctx: RequestCtx, id: string): Promise<InvitationWithLink> {
  const token = deps.ids.token();
  const row = await deps.db.tenant(Object.keys(ctx.actor.orgRoles), async (tx) => {
    const before = await claimFor(tx, ctx, id);
    const change = {
      expires_at: new Date(deps.clock.now().getTime() + invitationLifeMs),
      link_hash: sha256(token),
      mail_hash: null,
      mail_state: deps.sendsMail ? 'waiting' : 'off',
      mail_error: null,
    };
    await updateInvitation(tx, id, change);
    await deps.audit.append(tx, ctx, { orgId: before.org_id, event: 'invitation.resent', target: target(before) });
    if (deps.sendsMail) await deps.jobs.enqueue(tx, invitationMailJob, { invitationId: id });
    return { ...before, ...change };
  });
  return { ...invitationToView(row), link: linkOf(ctx.site?.origin ?? deps.baseUrl, token) };
}

async function revoke(deps: InvitationServiceDeps, ctx: RequestCtx, id: string): Promise<void> {
  await deps.db.tenant(Object.keys(ctx.actor.orgRoles), async (tx) => {
    const row = await claimFor(tx, ctx, id);
    await removeInvitation(tx, id);
    await deps.audit.append(tx, ctx, { orgId: row.org_id, event: 'invitation.revoked', target: target(row) });
  });
}

/** The invitation of a token, open, and where it leads. */
async function claimOpen(
  deps: InvitationServiceDeps,
  tx: Tx,
  ctx: RequestCtx,
  token: string,
): Promise<{ row: InvitationRow; place: InvitationPlace }> {
  const row = await claimInvitationByToken(tx, sha256(token));
  const place = row === undefined ? undefined : await findPlace(tx, row);
  if (row === undefined || place === undefined) throw missing();
  // On the host of another client, or of the platform, this invitation does not exist.
  if ((await deps.clientOf(tx, row.org_id)) !== (ctx.site?.id ?? null)) throw missing();
  const verdict = verdictOf(row, deps.clock.now());
  if (verdict === 'open') return { row, place };
  throw new AppError('gone', verdict === 'accepted' ? 'This invitation was accepted already.' : 'This invitation has expired.', {
    details: { nextStep: 'Ask whoever invited you for a new one.' },
  });
}

async function accept(
  deps: InvitationServiceDeps,
  ctx: RequestCtx,
  token: string,
): Promise<{ orgId: string; teamId: string | null }> {
  const userId = userIdOf(ctx);
  const accepted = await deps.db.system('accept invitation', async (tx) => {
    const { row } = await claimOpen(deps, tx, ctx, token);
    if (ctx.actor.email !== row.email) {
      throw new AppError('forbidden', `This invitation is for ${row.email}.`, {
        details: { nextStep: `Sign in as ${row.email}, or ask for an invitation of the address that you use.` },
      });
    }
    const at = deps.clock.now();
    await updateInvitation(tx, row.id, { accepted_at: at });
    const { org_id: orgId, team_id: teamId, role } = row;
    await deps.admit(tx, { orgId, teamId, role, userId, at });
    await deps.audit.append(tx, ctx, { orgId, event: 'invitation.accepted', target: target(row), data: { teamId, role } });
    await deps.db.notify(tx, actorsChannel, userId);
    return { orgId, teamId };
  });
  deps.forgetActor(userId);
  return accepted;
}

export function createInvitationService(deps: InvitationServiceDeps): InvitationService {
  const views = (rows: readonly InvitationRow[]): InvitationView[] => rows.map(invitationToView);
  return {
    async inviteToTeam(ctx, teamId, input) {
      const orgId = teamOrg(ctx, teamId);
      deps.requireHeldRole(ctx, input.role, { orgId, teamId });
      return await create(deps, ctx, { ...input, teamId, orgId });
    },
    async inviteToOrg(ctx, orgId, input) {
      ctx.authorize('org:members', { type: 'org', orgId });
      deps.requireHeldRole(ctx, input.role, { orgId });
      return await create(deps, ctx, { ...input, orgId, teamId: null });
    },
    async ofTeam(ctx, teamId) {
      const orgId = teamOrg(ctx, teamId);
      const now = deps.clock.now();
      return views(await deps.db.tenant([orgId], (tx) => listOpenInvitations(tx, { orgId, teamId, now })));
    },
    async ofOrg(ctx, orgId) {
      ctx.authorize('org:members', { type: 'org', orgId });
      const now = deps.clock.now();
      return views(await deps.db.tenant([orgId], (tx) => listOpenInvitations(tx, { orgId, now })));
    },
    resend: (ctx, id) => resend(deps, ctx, id),
    revoke: (ctx, id) => revoke(deps, ctx, id),
    async preview(ctx, token) {
      const { row, place } = await deps.db.system('read invitation', (tx) => claimOpen(deps, tx, ctx, token));
      const { email, role, invitedBy, expiresAt } = invitationToView(row);
      return { email, role, invitedBy, expiresAt, ...place };
    },
    accept: (ctx, token) => accept(deps, ctx, token),
    isInvited: (tx, email, siteId) =>
      hasOpenInvitation(tx, { email: normalEmail(email), clientId: siteId ?? null, now: deps.clock.now() }),
  };
}
