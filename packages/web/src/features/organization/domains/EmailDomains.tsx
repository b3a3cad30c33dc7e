import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { emailDomainsQuery } from '../../../api/email-domains.ts';
import { Loaded } from '../../../shared/Loaded.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ClaimDomain } from './ClaimDomain.tsx';
import { EmailDomainCard } from './EmailDomainCard.tsx';

/** Whose people become members by signing in. */
export function EmailDomains({ orgId }: { readonly orgId: string }) {
  const query = useQuery(emailDomainsQuery(orgId));
  const [isClaiming, setClaiming] = useState(false);
  return (
    <Section
      title="E-mail domains"
      note="Whoever signs in with a verified address of a proved domain becomes a member by himself."
      actions={<Button onClick={() => setClaiming(true)}>Add a domain</Button>}
    >
      <Loaded query={query} what="The e-mail domains" skeletonRows={1}>
        {(domains) =>
          domains.length === 0 ? (
            <EmptyState title="No e-mail domain">People join by invitation only.</EmptyState>
          ) : (
            <ul aria-label="E-mail domains" className="space-y-4">
              {domains.map((domain) => (
                <li key={domain.id}>
                  <EmailDomainCard orgId={orgId} domain={domain} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isClaiming ? <ClaimDomain orgId={orgId} onClose={() => setClaiming(false)} /> : null}
    </Section>
  );
}
