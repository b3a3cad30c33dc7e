import type { V1Cluster } from '@moorage/sdk/types';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { can } from '../../../lib/can.ts';
import { clusterSlots, type ClusterSlot, inSlot, slotWords } from '../../../lib/cluster.ts';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import { SlotDialog } from './SlotDialog.tsx';

/** The places that a cluster has one thing in. */
export function ClusterParts({ orgId, cluster }: { readonly orgId: string; readonly cluster: V1Cluster }) {
  const mayChange = can(useMe(), 'cluster:update');
  const [slot, setSlot] = useState<ClusterSlot>();
  return (
    <Section title="Parts" note="What the cluster has one of each.">
      <Table label="Parts">
        <thead>
          <tr>
            <Th>Part</Th>
            <Th>Attached</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {clusterSlots.map((one) => (
            <SlotRow key={one} cluster={cluster} slot={one} onChoose={mayChange ? setSlot : undefined} />
          ))}
        </tbody>
      </Table>
      {slot === undefined ? null : (
        <SlotDialog key={slot} orgId={orgId} cluster={cluster} slot={slot} onClose={() => setSlot(undefined)} />
      )}
    </Section>
  );
}

interface SlotRowProps {
  readonly cluster: V1Cluster;
  readonly slot: ClusterSlot;
  readonly onChoose: ((slot: ClusterSlot) => void) | undefined;
}

function SlotRow({ cluster, slot, onChoose }: SlotRowProps) {
  const attached = inSlot(cluster, slot);
  const { title, hint } = slotWords[slot];
  return (
    <Tr>
      <Td>
        {title}
        <span className="block text-[13px] text-muted max-sm:hidden">{hint}</span>
      </Td>
      <Td className="break-all">
        {attached === undefined ? (
          <span className="text-muted">none</span>
        ) : (
          <>
            <SlotLink cluster={cluster} slot={slot} label={attached.label} />
            <span className="block text-[13px] text-muted">{attached.note}</span>
          </>
        )}
      </Td>
      <Td className="w-0 text-right">
        {onChoose === undefined ? null : (
          <Button size="small" aria-label={`Choose: ${title}`} onClick={() => onChoose(slot)}>
            Choose…
          </Button>
        )}
      </Td>
    </Tr>
  );
}

interface SlotLinkProps {
  readonly cluster: V1Cluster;
  readonly slot: ClusterSlot;
  readonly label: string;
}

/** To the page of what is attached. */
function SlotLink({ cluster, slot, label }: SlotLinkProps) {
  const { bastion_server: bastion, captain_domain: domain, control_plane_record_set: record } = cluster;
  if (slot === 'bastion_server' && bastion !== undefined) {
    return (
      <Link to="/infrastructure/servers/$id" params={{ id: bastion.id }} className={linkStyle}>
        {label}
      </Link>
    );
  }
  const domainId = slot === 'captain_domain' ? domain?.id : slot === 'control_plane_record_set' ? record?.domain_id : undefined;
  if (domainId !== undefined) {
    return (
      <Link to="/infrastructure/dns/$id" params={{ id: domainId }} className={linkStyle}>
        {label}
      </Link>
    );
  }
  return (
    <Link to="/infrastructure/load-balancers" className={linkStyle}>
      {label}
    </Link>
  );
}
