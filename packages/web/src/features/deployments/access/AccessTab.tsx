import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { deploymentQuery } from '../../../api/queries.ts';
import { allows } from '../../../lib/can.ts';
import { GuestSection } from '../../../shared/guests/GuestSection.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';

export function AccessTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const deployment = useQuery(deploymentQuery(name)).data;
  if (!allows(deployment, 'deployment:share')) {
    return (
      <EmptyState title="Guests are let in by admins">
        Ask an admin of the organization or of the team to share this deployment.
      </EmptyState>
    );
  }
  return (
    <GuestSection
      thing={{ type: 'deployment', name }}
      orgId={deployment?.orgId}
      seenBy="Only the team and the admins of the organization see this deployment."
    />
  );
}
