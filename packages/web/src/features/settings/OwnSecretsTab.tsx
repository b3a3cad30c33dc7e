import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { textLinkStyle } from '../../shared/LinkButton.tsx';
import { SecretSection } from '../../shared/secrets/SecretSection.tsx';
import { useCurrentTeam } from '../../shared/use-session.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';

export function OwnSecretsTab(): ReactElement {
  const { orgId, orgName } = useCurrentTeam();
  if (orgId === undefined) return <EmptyState title="You belong to no organization">Ask an admin to add you to one.</EmptyState>;
  return (
    <div className="space-y-8">
      <SecretSection
        place={{ kind: 'user', orgId }}
        title="Your secrets"
        note={
          <>
            Received by the deployments that you made in {orgName}; nobody else sees them. Those for one template only are on the
            page of the{' '}
            <Link to="/templates" className={textLinkStyle}>
              template
            </Link>
            .
          </>
        }
      />
    </div>
  );
}
