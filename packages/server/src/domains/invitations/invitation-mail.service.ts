/** Sends the mail of an invitation. A retry draws a new token, so a mail that was sent twice works by its last copy. */
import type { Clock } from '@moorage/core/clock';
import { isAppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { sha256 } from '../../platform/crypto/digest.ts';
import type { Db } from '../../platform/db/database.ts';
import { cancelJob, type JobCtx, jobDone, type JobResult } from '../../platform/jobs/job.ts';
import type { Mailer } from './invitation.ports.ts';
import { verdictOf } from './invitation.rules.ts';
import { type InvitationServiceDeps, linkOf } from './invitation.service.ts';
import { claimInvitation, findPlace, removeOldInvitations, updateInvitation } from './invitation.store.ts';
import { invitationMail } from './invitation.view.ts';

/** Kept for a month after their end, to answer with what became of them. */
const keepMs = 30 * 24 * 3600 * 1000;

export interface InvitationMailDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly clientOf: InvitationServiceDeps['clientOf'];
  readonly originOf: (clientId: string | null) => Promise<string>;
  readonly mailer: Mailer | undefined;
}

async function record(deps: InvitationMailDeps, id: string, state: string, error: string | null): Promise<void> {
  await deps.db.system('record invitation mail', (tx) => updateInvitation(tx, id, { mail_state: state, mail_error: error }));
}

export async function sendInvitation(deps: InvitationMailDeps, ctx: JobCtx, invitationId: string): Promise<JobResult> {
  const { mailer } = deps;
  if (mailer === undefined) return cancelJob('this installation sends no mail any more');
  const token = deps.ids.token();
  const letter = await deps.db.system('prepare invitation mail', async (tx) => {
    const row = await claimInvitation(tx, invitationId);
    const place = row === undefined ? undefined : await findPlace(tx, row);
    if (row === undefined || place === undefined || verdictOf(row, deps.clock.now()) !== 'open') return undefined;
    await updateInvitation(tx, invitationId, { mail_hash: sha256(token) });
    return { row, place, clientId: await deps.clientOf(tx, row.org_id) };
  });
  if (letter === undefined) return cancelJob('the invitation is no longer open');
  const { row, place, clientId } = letter;
  const message = invitationMail(row, place, linkOf(await deps.originOf(clientId), token));
  try {
    await mailer.send(message);
  } catch (error) {
    await record(deps, invitationId, 'failed', isAppError(error) ? error.message : 'The mail could not be sent.');
    throw error;
  }
  await record(deps, invitationId, 'sent', null);
  ctx.log.info('invitation sent', { invitationId });
  return jobDone();
}

export async function sweepInvitations(deps: Pick<InvitationMailDeps, 'db' | 'clock'>): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - keepMs);
  return await deps.db.system('sweep invitations', (tx) => removeOldInvitations(tx, before));
}
