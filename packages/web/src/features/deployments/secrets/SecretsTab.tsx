import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { EffectiveSecrets } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { isFailure } from '../../../api/errors.ts';
import { effectiveSecretsQuery } from '../../../api/secrets.ts';
import { effectiveAction, type SecretPlace } from '../../../lib/secrets.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { AddSecret } from '../../../shared/secrets/AddSecret.tsx';
import { SecretSection } from '../../../shared/secrets/SecretSection.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { EffectiveTable } from './EffectiveTable.tsx';
import { RollOutBadge, StoppedRollOut } from './RollOutState.tsx';

/** What the services receive, where it comes from, and what the deployment itself keeps. */
export function SecretsTab(): ReactElement {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const query = useQuery(effectiveSecretsQuery(name));
  if (isFailure(query.error, 'forbidden') || isFailure(query.error, 'not_found')) {
    return (
      <EmptyState title="Members of the team see these">
        Which secrets a deployment has is told to members of its team only. Ask one of its admins to let you in.
      </EmptyState>
    );
  }
  return (
    <Loaded query={query} what="The secrets" skeletonRows={6}>
      {(services) => <Secrets name={name} services={services} />}
    </Loaded>
  );
}

function Secrets({ name, services }: { readonly name: string; readonly services: readonly EffectiveSecrets[] }) {
  const [missing, setMissing] = useState<string>();
  const place: SecretPlace = { kind: 'deployment', name, services: services.map(({ serviceName }) => serviceName) };
  const [first] = services;
  const canWrite = first?.canWrite === true;
  return (
    <div className="space-y-8">
      <Section
        title="What services receive"
        note="Of two secrets with one key, that of the narrower scope. A plain variable wins over all of them."
        actions={first === undefined ? undefined : <RollOutBadge rollOut={first.rollOut} />}
      >
        {first?.rollOut === 'stopped' ? <StoppedRollOut name={name} /> : null}
        {services.map((service) => (
          <EffectiveTable key={service.serviceName} service={service} onSet={canWrite ? setMissing : undefined} />
        ))}
      </Section>
      <SecretSection
        place={place}
        title="Secrets of this deployment"
        note="They win over those of the template, the owner and the organization."
        canAdd={canWrite}
      />
      <ApiPanel title="Read what services receive" action={effectiveAction(name)} hasHint={!canWrite} />
      {missing === undefined ? null : <AddSecret place={place} known={missing} onClose={() => setMissing(undefined)} />}
    </div>
  );
}
