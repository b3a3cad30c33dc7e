import type { Tx } from '../../platform/db/database.ts';
import type { InvitationPlace, InvitationRow } from './invitation.view.ts';

export async function insertInvitation(tx: Tx, row: InvitationRow): Promise<void> {
  await tx.insertInto('invitations').values(row).execute();
}

export interface Invited {
  readonly orgId: string;
  readonly teamId: string | null;
  readonly email: string;
}

/** The invitation that waits for this address there, to be replaced. */
export async function removeOpenInvitation(tx: Tx, { orgId, teamId, email }: Invited): Promise<void> {
  await tx
    .deleteFrom('invitations')
    .where('org_id', '=', orgId)
    .where((eb) => (teamId === null ? eb('team_id', 'is', null) : eb('team_id', '=', teamId)))
    .where('email', '=', email)
    .where('accepted_at', 'is', null)
    .execute();
}

export interface OpenQuery {
  readonly orgId: string;
  readonly teamId?: string;
  readonly now: Date;
}

export async function listOpenInvitations(tx: Tx, { orgId, teamId, now }: OpenQuery): Promise<InvitationRow[]> {
  return await tx
    .selectFrom('invitations')
    .selectAll()
    .where('org_id', '=', orgId)
    .$if(teamId !== undefined, (query) => query.where('team_id', '=', teamId ?? ''))
    .where('accepted_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
}

export async function claimInvitation(tx: Tx, id: string): Promise<InvitationRow | undefined> {
  return await tx
    .selectFrom('invitations')
    .selectAll()
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

/** Within a system transaction: whoever holds the link is in no organization yet. */
export async function claimInvitationByToken(tx: Tx, hash: Buffer): Promise<InvitationRow | undefined> {
  return await tx
    .selectFrom('invitations')
    .selectAll()
    .where((eb) => eb.or([eb('link_hash', '=', hash), eb('mail_hash', '=', hash)]))
    .forUpdate()
    .executeTakeFirst();
}

export async function findPlace(tx: Tx, row: Pick<InvitationRow, 'org_id' | 'team_id'>): Promise<InvitationPlace | undefined> {
  return await tx
    .selectFrom('orgs')
    .leftJoin('teams', (join) => join.onRef('teams.org_id', '=', 'orgs.id').on('teams.id', '=', row.team_id))
    .select(['orgs.name as orgName', 'teams.name as teamName'])
    .where('orgs.id', '=', row.org_id)
    .where('orgs.deleting_since', 'is', null)
    .executeTakeFirst();
}

export type InvitationChange = Partial<
  Pick<InvitationRow, 'expires_at' | 'accepted_at' | 'link_hash' | 'mail_hash' | 'mail_state' | 'mail_error'>
>;

export async function updateInvitation(tx: Tx, id: string, change: InvitationChange): Promise<void> {
  await tx.updateTable('invitations').set(change).where('id', '=', id).execute();
}

export async function removeInvitation(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('invitations').where('id', '=', id).execute();
}

/** Within a system transaction. */
export interface Expected {
  readonly email: string;
  /** Null for organizations of no client. */
  readonly clientId: string | null;
  readonly now: Date;
}

export async function hasOpenInvitation(tx: Tx, { email, clientId, now }: Expected): Promise<boolean> {
  const row = await tx
    .selectFrom('invitations')
    .innerJoin('orgs', 'orgs.id', 'invitations.org_id')
    .select('invitations.id')
    .where('orgs.client_id', 'is not distinct from', clientId)
    .where('email', '=', email)
    .where('accepted_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Within a system transaction: those whose time ended before then, accepted or not. */
export async function removeOldInvitations(tx: Tx, before: Date): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('invitations').where('expires_at', '<', before).executeTakeFirst();
  return Number(numDeletedRows);
}
