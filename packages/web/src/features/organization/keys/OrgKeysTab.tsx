import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { orgKeysQuery } from '../../../api/queries.ts';
import { can } from '../../../lib/can.ts';
import { KeySection } from '../../../shared/keys/KeySection.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { orgKeysAction } from '../api-actions.ts';
import { CreateOrgKey } from './CreateOrgKey.tsx';

export function OrgKeysTab(): ReactElement {
  const me = useMe();
  if (!can(me, 'org:keys')) {
    return (
      <EmptyState title="Keys of the organization are made by admins">Your own keys are under Settings, API keys.</EmptyState>
    );
  }
  return <OrgKeys />;
}

function OrgKeys() {
  const { orgId = '' } = useCurrentTeam();
  const query = useQuery(orgKeysQuery(orgId));
  return (
    <KeySection
      title="Machine keys"
      note="They belong to the organization and outlive whoever made them: for build servers and other machines."
      empty="Create one for a machine that works for the organization, not for a person. It is shown once."
      owner={{ orgId }}
      query={query}
      action={orgKeysAction(orgId)}
      renderCreate={(props) => <CreateOrgKey orgId={orgId} {...props} />}
    />
  );
}
