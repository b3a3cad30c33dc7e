import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { InvitationPreview } from '@moorage/sdk/types';
import { type ReactElement, useEffect, useState } from 'react';
import { isFailure } from '../../api/errors.ts';
import { forgetInvitation, keptInvitation } from '../../api/invitation.ts';
import { acceptInvitation } from '../../api/org-actions.ts';
import { invitationQuery } from '../../api/org-queries.ts';
import { configQuery, meQuery } from '../../api/queries.ts';
import { signOut } from '../../api/session.ts';
import { nowMs } from '../../lib/clock.ts';
import { expiryText } from '../../lib/expiry.ts';
import { roleName } from '../../lib/membership.ts';
import { ErrorView } from '../../shared/ErrorView.tsx';
import { LinkButton } from '../../shared/LinkButton.tsx';
import { Loaded } from '../../shared/Loaded.tsx';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { EntryCard } from '../../shared/EntryCard.tsx';
import { SignInWays } from './SignInWays.tsx';

export function InvitePage(): ReactElement {
  const [token] = useState(keptInvitation);
  useEffect(() => {
    document.title = 'Invitation · Moorage';
  }, []);
  if (token === undefined) {
    return (
      <EntryCard title="Invitation">
        <p className="text-muted">Open the link of your invitation again: this page alone does not know which one it is.</p>
        <LinkButton to="/">To the console</LinkButton>
      </EntryCard>
    );
  }
  return <Invitation token={token} />;
}

function Invitation({ token }: { readonly token: string }) {
  const query = useQuery(invitationQuery(token));
  return (
    <EntryCard title={query.data === undefined ? 'Invitation' : `Join ${query.data.teamName ?? query.data.orgName}`}>
      <Loaded query={query} what="The invitation" skeletonRows={3}>
        {(invitation) => (
          <>
            <Terms invitation={invitation} />
            <Acceptance token={token} invitation={invitation} />
          </>
        )}
      </Loaded>
      {query.error === null ? null : <LinkButton to="/">To the console</LinkButton>}
    </EntryCard>
  );
}

function Terms({ invitation }: { readonly invitation: InvitationPreview }) {
  const { email, orgName, teamName, role, invitedBy, expiresAt } = invitation;
  return (
    <div className="space-y-1">
      <p className="break-words">
        {invitedBy ?? 'Somebody'} invites <strong className="font-semibold">{email}</strong>{' '}
        {teamName === null ? `to ${orgName}` : `to the team ${teamName} of ${orgName}`} as {roleName(role).toLowerCase()}.
      </p>
      <p className="text-[13px] text-muted">The invitation {expiryText(expiresAt, nowMs()).text}.</p>
    </div>
  );
}

interface AcceptanceProps {
  readonly token: string;
  readonly invitation: InvitationPreview;
}

/** By whom it can be accepted: signed in as the right one, as another, or not yet. */
function Acceptance({ token, invitation }: AcceptanceProps) {
  const me = useQuery({ ...meQuery, retry: false });
  const config = useQuery(configQuery);
  if (me.data !== undefined) {
    if (me.data.email.toLowerCase() === invitation.email.toLowerCase()) return <Accept token={token} />;
    return <WrongAccount present={me.data.email} wanted={invitation.email} />;
  }
  if (me.error !== null && !isFailure(me.error, 'unauthenticated')) {
    return <ErrorView error={me.error} onRetry={() => void me.refetch()} />;
  }
  if (me.isPending || config.data === undefined) return <SkeletonRows rows={1} />;
  return (
    <div className="space-y-3">
      <p className="text-muted">Sign in as {invitation.email} to accept it.</p>
      <SignInWays config={config.data} target="/invite" email={invitation.email} />
    </div>
  );
}

function Accept({ token }: { readonly token: string }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const accept = useMutation({
    mutationFn: () => acceptInvitation(queries, token),
    onSuccess: async ({ teamId }) => {
      forgetInvitation();
      if (teamId === null) await navigate({ to: '/organization' });
      else await navigate({ to: '/', search: { team: teamId } });
    },
  });
  return (
    <>
      {accept.error === null ? null : <ErrorView error={accept.error} attempt="The invitation could not be accepted" />}
      <Button tone="primary" className="w-full" busy={accept.isPending} onClick={() => accept.mutate()}>
        Accept
      </Button>
    </>
  );
}

function WrongAccount({ present, wanted }: { readonly present: string; readonly wanted: string }) {
  const leave = useMutation({ mutationFn: () => signOut('/invite') });
  return (
    <Callout
      tone="warn"
      role="status"
      title={`You are signed in as ${present}.`}
      actions={
        <Button busy={leave.isPending} onClick={() => leave.mutate()}>
          Sign out and go on as another
        </Button>
      }
    >
      <p>The invitation is for {wanted}: sign in as that, or ask for an invitation of the address that you use.</p>
      {leave.error === null ? null : <ErrorView error={leave.error} attempt="You are still signed in" />}
    </Callout>
  );
}
