import type { Client } from '@moorage/sdk/types';
import { policyText } from '../../../lib/client-form.ts';
import { Copyable } from '../../../shared/Copyable.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { useConfig } from '../../../shared/use-session.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Facts } from '../../../ui/Facts.tsx';

interface ClientCardProps {
  readonly client: Client;
  readonly onAsk: ((kind: 'edit' | 'delete') => void) | undefined;
}

export function ClientCard({ client, onAsk }: ClientCardProps) {
  const { name, slug, url, domain, branding, plans, orgCount, enabled } = client;
  const facts = [
    { term: 'Slug', value: slug },
    { term: 'Brand', value: branding.name },
    { term: 'Colour', value: branding.primaryColor === null ? 'none' : <Colour code={branding.primaryColor} /> },
    { term: 'Plans', value: plans.join(', ') },
    { term: 'Registers', value: policyText(client) },
    { term: 'Organizations', value: orgCount },
    { term: 'Support', value: branding.supportEmail ?? 'none' },
  ];
  return (
    <Card className="space-y-4 p-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="flex min-w-0 flex-wrap items-center gap-3">
          <h3 className="font-semibold break-words">{name}</h3>
          <a href={url} target="_blank" rel="noreferrer" className={`${linkStyle} break-all`}>
            {domain}
          </a>
          <Badge tone={enabled ? 'ok' : 'neutral'}>{enabled ? 'on' : 'off'}</Badge>
        </div>
        {onAsk === undefined ? null : (
          <div className="flex flex-wrap gap-2">
            <Button size="small" aria-label={`Edit ${name}`} onClick={() => onAsk('edit')}>
              Edit
            </Button>
            <Button size="small" tone="danger" aria-label={`Delete ${name}`} onClick={() => onAsk('delete')}>
              Delete
            </Button>
          </div>
        )}
      </div>
      <Facts facts={facts} />
      <HostSteps domain={domain} url={url} />
    </Card>
  );
}

function Colour({ code }: { readonly code: string }) {
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden="true" className="size-4 shrink-0 rounded border border-border" style={{ backgroundColor: code }} />
      <code className="font-mono text-[13px]">{code}</code>
    </span>
  );
}

/** What is done elsewhere, so that the host works. Clients are managed on the platform's own host, which is this page's. */
function HostSteps({ domain, url }: Pick<Client, 'domain' | 'url'>) {
  const hasProviders = (useConfig()?.signInProviders ?? []).length > 0;
  return (
    <details>
      <summary className="text-muted">Set its host up</summary>
      <ol className="list-decimal space-y-3 pt-3 pl-5">
        <li>
          Create a CNAME record, or one of type A with the address of this platform:
          <Copyable text={`${domain}. CNAME ${window.location.hostname}.`} what={`the DNS record of ${domain}`} />
        </li>
        <li>
          Give the proxy in front of the platform a certificate for {domain}, and let it hand the host on as Host or
          X-Forwarded-Host.
        </li>
        {hasProviders ? (
          <li>
            Allow this callback at each sign-in provider:
            <Copyable text={new URL('/oauth2/callback', url).href} what={`the callback of ${domain}`} />
          </li>
        ) : null}
      </ol>
    </details>
  );
}
