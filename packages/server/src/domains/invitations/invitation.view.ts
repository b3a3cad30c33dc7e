import type { z } from 'zod';
import type { invitation } from './invitation.contract.ts';
import type { MailMessage } from './invitation.ports.ts';

export interface InvitationRow {
  readonly id: string;
  readonly org_id: string;
  readonly team_id: string | null;
  readonly email: string;
  readonly role: string;
  readonly invited_by: string | null;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly accepted_at: Date | null;
  /** SHA-256 of the token in the link that the inviter got, and of the one in the mail. */
  readonly link_hash: Buffer;
  readonly mail_hash: Buffer | null;
  readonly mail_state: string;
  readonly mail_error: string | null;
}

export interface InvitationPlace {
  readonly orgName: string;
  readonly teamName: string | null;
}

export type InvitationView = z.input<typeof invitation>;

function mailOf(state: string): InvitationView['mail'] {
  return state === 'waiting' || state === 'sent' || state === 'failed' ? state : 'off';
}

export function invitationToView(row: InvitationRow): InvitationView {
  return {
    id: row.id,
    orgId: row.org_id,
    teamId: row.team_id,
    email: row.email,
    role: row.role,
    invitedBy: row.invited_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    mail: mailOf(row.mail_state),
    mailError: row.mail_error,
  };
}

function escapeHtml(value: string): string {
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return value.replaceAll(/[&<>"']/g, (character) => named[character] ?? character);
}

/** Names come from people and are put into one line, so that none of them can look like a second one. */
function oneLine(value: string): string {
  return value.replaceAll(/\s+/g, ' ').trim();
}

export function invitationMail(row: InvitationRow, place: InvitationPlace, link: string): MailMessage {
  const org = oneLine(place.orgName);
  const where = place.teamName === null ? org : `${oneLine(place.teamName)} (${org})`;
  const by = row.invited_by === null ? 'You are invited' : `${row.invited_by} invites you`;
  const until = `${row.expires_at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const lines = [`${by} to ${where} on Moorage.`, `The link works once, for ${row.email} only, until ${until}.`];
  return {
    to: row.email,
    subject: `Invitation to ${org}`,
    text: `${lines[0]}\n\n${link}\n\n${lines[1]}\n`,
    html: `<p>${escapeHtml(lines[0] ?? '')}</p><p><a href="${escapeHtml(link)}">Accept the invitation</a></p><p>${escapeHtml(lines[1] ?? '')}</p>`,
  };
}
