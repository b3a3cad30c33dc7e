import type { ReactElement } from 'react';
import { can } from '../../../lib/can.ts';
import { SecretSection } from '../../../shared/secrets/SecretSection.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';

export function OrgSecretsTab(): ReactElement {
  const me = useMe();
  const { orgId = '' } = useCurrentTeam();
  if (!can(me, 'org:secrets')) {
    return (
      <EmptyState title="Admins of the organization keep these">
        Your deployments receive them all the same: each shows on its Secrets tab which, and never a value.
      </EmptyState>
    );
  }
  return (
    <div className="space-y-8">
      <SecretSection
        place={{ kind: 'organization', orgId }}
        title="Secrets of the organization"
        note="Every deployment of the organization receives them, unless a narrower scope has the same key."
      />
    </div>
  );
}
