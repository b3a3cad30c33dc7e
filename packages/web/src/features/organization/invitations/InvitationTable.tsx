import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Invitation, InvitationWithLink, Team } from '@moorage/sdk/types';
import { useState } from 'react';
import { toast } from 'sonner';
import { toFailure } from '../../../api/errors.ts';
import { resendInvitation, revokeInvitation } from '../../../api/org-actions.ts';
import { nowMs } from '../../../lib/clock.ts';
import { expiryText } from '../../../lib/expiry.ts';
import { roleName } from '../../../lib/membership.ts';
import type { Tone } from '../../../lib/status.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

interface InvitationTableProps {
  readonly invitations: readonly Invitation[];
  readonly teams: readonly Team[];
  readonly onLink: (invitation: InvitationWithLink) => void;
  readonly onRevoked: (id: string) => void;
}

export function InvitationTable({ invitations, teams, onLink, onRevoked }: InvitationTableProps) {
  const queries = useQueryClient();
  const [revoking, setRevoking] = useState<Invitation>();
  if (invitations.length === 0) {
    return <EmptyState title="No open invitations">Invite a colleague by e-mail; a link comes with it.</EmptyState>;
  }
  return (
    <>
      <Table label="Open invitations">
        <thead>
          <tr>
            <Th>For</Th>
            <Th>As</Th>
            <Th>Mail</Th>
            <Th className="max-sm:hidden">Expires</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {invitations.map((invitation) => (
            <InvitationRow
              key={invitation.id}
              invitation={invitation}
              place={teams.find(({ id }) => id === invitation.teamId)?.name ?? 'the organization'}
              onLink={onLink}
              onRevoke={() => setRevoking(invitation)}
            />
          ))}
        </tbody>
      </Table>
      <ConfirmDialog
        open={revoking !== undefined}
        onOpenChange={(open) => (open ? undefined : setRevoking(undefined))}
        title={`Revoke the invitation of ${revoking?.email ?? ''}`}
        action="Revoke"
        danger
        onConfirm={async () => {
          if (revoking === undefined) return;
          await revokeInvitation(queries, revoking.id);
          onRevoked(revoking.id);
        }}
      >
        <p>Its links stop working at once.</p>
      </ConfirmDialog>
    </>
  );
}

const mails: Readonly<Record<Invitation['mail'], { readonly text: string; readonly tone: Tone }>> = {
  off: { text: 'by link only', tone: 'neutral' },
  waiting: { text: 'on its way', tone: 'busy' },
  sent: { text: 'sent', tone: 'ok' },
  failed: { text: 'failed', tone: 'bad' },
};

interface InvitationRowProps {
  readonly invitation: Invitation;
  readonly place: string;
  readonly onLink: (invitation: InvitationWithLink) => void;
  readonly onRevoke: () => void;
}

function InvitationRow({ invitation, place, onLink, onRevoke }: InvitationRowProps) {
  const queries = useQueryClient();
  const { email, role, mail, mailError, expiresAt, invitedBy } = invitation;
  const resend = useMutation({
    mutationFn: () => resendInvitation(queries, invitation.id),
    onSuccess: onLink,
    onError: (error) => toast.error('There is no new link', { description: toFailure(error).message }),
  });
  return (
    <Tr>
      <Td>
        <span className="block font-medium break-all max-sm:min-w-36">{email}</span>
        {invitedBy === null ? null : <span className="block text-[13px] break-all text-muted">by {invitedBy}</span>}
      </Td>
      <Td>
        {roleName(role)} <span className="block text-[13px] text-muted">in {place}</span>
      </Td>
      <Td>
        <Badge tone={mails[mail].tone} moving={mail === 'waiting'}>
          {mails[mail].text}
        </Badge>
        {mailError === null ? null : (
          <span className="mt-1 block max-w-64 text-[13px] break-words text-muted">
            {mailError} Hand over a new link, or try again when it is put right.
          </span>
        )}
      </Td>
      <Td className="whitespace-nowrap max-sm:hidden">{expiryText(expiresAt, nowMs()).text}</Td>
      <Td>
        <span className="flex flex-wrap justify-end gap-2">
          <Button size="small" busy={resend.isPending} aria-label={`New link for ${email}`} onClick={() => resend.mutate()}>
            {mail === 'off' ? 'New link' : 'Send again'}
          </Button>
          <Button size="small" aria-label={`Revoke ${email}`} onClick={onRevoke}>
            Revoke
          </Button>
        </span>
      </Td>
    </Tr>
  );
}
