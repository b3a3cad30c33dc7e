import { Link } from '@tanstack/react-router';
import type { Deployment, DeploymentService } from '@moorage/sdk/types';
import { RotateCw, ScrollText } from 'lucide-react';
import { Fragment } from 'react';
import { fits } from '../../../api/states.ts';
import { allows } from '../../../lib/can.ts';
import { EvidencePanel } from '../../../shared/EvidencePanel.tsx';
import { buttonStyle } from '../../../ui/Button.tsx';
import { Button } from '../../../ui/Button.tsx';
import { StatusBadge } from '../../../shared/StatusBadge.tsx';
import { useRestart } from '../../../shared/use-restart.ts';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import { ScaleButton } from './ScaleButton.tsx';

export function ServiceTable({ deployment }: { readonly deployment: Deployment }) {
  if (deployment.services.length === 0) {
    return <p className="text-muted">{deployment.message ?? 'The cluster has not reported any service yet.'}</p>;
  }
  return (
    <Table label="Services">
      <thead>
        <tr>
          <Th>Service</Th>
          <Th>State</Th>
          <Th className="text-right">Ready</Th>
          <Th className="max-md:hidden">Image</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {deployment.services.map((service) => (
          <Fragment key={service.name}>
            <ServiceRow deployment={deployment} service={service} />
            {/* The same evidence at the top of the page needs no second telling. */}
            {service.evidence === null || service.evidence.message === deployment.evidence?.message ? null : (
              <tr className="border-b border-border">
                <td colSpan={5} className="p-3">
                  <EvidencePanel
                    evidence={service.evidence}
                    subject={service.name}
                    tone={service.state === 'Failed' ? 'bad' : 'warn'}
                  />
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </Table>
  );
}

function ServiceRow({ deployment, service }: { readonly deployment: Deployment; readonly service: DeploymentService }) {
  const restart = useRestart();
  return (
    <Tr>
      <Td>
        <span className="block font-medium">{service.name}</span>
        {service.message === null ? null : <span className="block text-[13px] text-muted">{service.message}</span>}
      </Td>
      <Td>
        <StatusBadge status={service.state} />
      </Td>
      <Td className="text-right">
        {service.readyReplicas}/{service.replicas}
      </Td>
      <Td className="min-w-48 font-mono text-[13px] break-all max-md:hidden">{service.image}</Td>
      <Td className="text-right whitespace-nowrap">
        {allows(deployment, 'deployment:logs') ? (
          <Link
            to="/deployments/$name/logs"
            params={{ name: deployment.name }}
            search={{ service: service.name }}
            aria-label={`Logs of ${service.name}`}
            title="Logs"
            className={buttonStyle({ tone: 'quiet', size: 'iconSmall' })}
          >
            <ScrollText aria-hidden="true" className="size-4" />
          </Link>
        ) : null}
        {allows(deployment, 'deployment:update') && fits(deployment.status, 'deployment:update') ? (
          <ScaleButton deployment={deployment} service={service} />
        ) : null}
        {allows(deployment, 'deployment:restart') && fits(deployment.status, 'deployment:restart') ? (
          <Button
            size="iconSmall"
            tone="quiet"
            aria-label={`Restart ${service.name}`}
            title="Restart"
            busy={restart.isPending}
            onClick={() => restart.mutate({ name: deployment.name, service: service.name })}
          >
            {restart.isPending ? null : <RotateCw aria-hidden="true" className="size-4" />}
          </Button>
        ) : null}
      </Td>
    </Tr>
  );
}
