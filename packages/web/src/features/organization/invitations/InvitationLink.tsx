import type { InvitationWithLink } from '@moorage/sdk/types';
import { Button } from '../../../ui/Button.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { CodeBlock } from '../../../ui/Code.tsx';

/** The link of a new invitation: now and never again. */
export function InvitationLink({ invitation, onDone }: { readonly invitation: InvitationWithLink; readonly onDone: () => void }) {
  const { email, link, mail, mailError } = invitation;
  return (
    <Callout
      tone={mail === 'failed' ? 'warn' : 'ok'}
      role="status"
      title={`${email} is invited. The link is not shown again.`}
      actions={<Button onClick={onDone}>Done</Button>}
    >
      <CodeBlock code={link} what="the link" />
      {mail === 'off' ? <p>This installation sends no mail: hand the link over yourself.</p> : null}
      {mail === 'waiting' ? <p>The mail is on its way. The link works as well.</p> : null}
      {mail === 'sent' ? <p>The mail is sent. The link works as well.</p> : null}
      {mail === 'failed' ? (
        <p>The mail could not be sent{mailError === null ? '' : `: ${mailError}`}. Hand the link over yourself.</p>
      ) : null}
    </Callout>
  );
}
