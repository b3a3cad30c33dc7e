import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Deployment } from '@moorage/sdk/types';
import type { ReactElement } from 'react';
import { deploymentQuery } from '../../../api/queries.ts';
import { allows } from '../../../lib/can.ts';
import { formatDateTime } from '../../../lib/format.ts';
import { Age } from '../../../shared/Age.tsx';
import { EvidencePanel } from '../../../shared/EvidencePanel.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { Card, Section } from '../../../ui/Card.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { CanaryPanel } from '../canary/CanaryPanel.tsx';
import { StartCanary } from '../canary/StartCanary.tsx';
import { ConditionTable } from './ConditionTable.tsx';
import { IngressTable } from './IngressTable.tsx';
import { ServiceTable } from './ServiceTable.tsx';

export function OverviewTab(): ReactElement | null {
  const { name } = useParams({ from: '/shell/deployments/$name' });
  const { data } = useQuery(deploymentQuery(name));
  if (data === undefined) return null;
  return (
    <div className="space-y-8">
      <DeploymentEvidence deployment={data} />
      {data.canary === null ? null : (
        <Section title="Canary" note="Another version beside a service, with a share of its requests.">
          <CanaryPanel name={data.name} canary={data.canary} mayChange={allows(data, 'deployment:update')} />
        </Section>
      )}
      <Section title="Services" actions={<StartCanary deployment={data} />}>
        <ServiceTable deployment={data} />
      </Section>
      {data.ingresses.length === 0 ? null : (
        <Section title="Addresses">
          <IngressTable ingresses={data.ingresses} />
        </Section>
      )}
      <Section title="Conditions">
        <ConditionTable conditions={data.conditions} />
      </Section>
      <DeploymentFacts deployment={data} />
    </div>
  );
}

/** Why the whole is as it is; the service that it comes from tells the same and is named here instead. */
function DeploymentEvidence({ deployment }: { readonly deployment: Deployment }) {
  const { evidence, services, status } = deployment;
  if (evidence === null || status === 'Deleting') return null;
  const source = services.find((service) => service.evidence?.message === evidence.message)?.name;
  return (
    <EvidencePanel
      evidence={evidence}
      tone={status === 'Error' ? 'bad' : 'warn'}
      {...(source === undefined || services.length === 1 ? {} : { subject: source })}
    />
  );
}

function DeploymentFacts({ deployment }: { readonly deployment: Deployment }) {
  const isBehind = deployment.observedGeneration < deployment.generation;
  return (
    <Card className="p-4">
      <Facts
        facts={[
          {
            term: 'Template',
            value: (
              <Link to="/templates/$name" params={{ name: deployment.template }} className={linkStyle}>
                {deployment.template}
              </Link>
            ),
          },
          { term: 'Visibility', value: deployment.visibility },
          { term: 'Namespace', value: <span className="font-mono text-[13px]">{deployment.namespace}</span> },
          { term: 'Created', value: <Age at={deployment.createdAt} suffix=" ago" /> },
          { term: 'Restarted', value: deployment.restartedAt === null ? 'never' : formatDateTime(deployment.restartedAt) },
          {
            term: 'Generation',
            value: isBehind
              ? `${deployment.generation}, the cluster is at ${deployment.observedGeneration}`
              : deployment.generation,
          },
          { term: 'Runs on', value: deployment.embedded ? 'embedded cluster, no isolation' : 'cluster' },
        ]}
      />
    </Card>
  );
}
