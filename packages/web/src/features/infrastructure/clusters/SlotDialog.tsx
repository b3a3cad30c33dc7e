import type { V1Cluster } from '@moorage/sdk/types';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { slotChoicesQuery } from '../../../api/cluster-choices.ts';
import { fillSlot } from '../../../api/clusters.ts';
import { type ClusterSlot, inSlot, slotWords } from '../../../lib/cluster.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Field, SelectInput } from '../../../ui/Field.tsx';

interface SlotDialogProps {
  readonly orgId: string;
  readonly cluster: V1Cluster;
  readonly slot: ClusterSlot;
  readonly onClose: () => void;
}

/** Why there may be nothing to choose. */
const none: Readonly<Record<ClusterSlot, string>> = {
  captain_domain: 'There is no domain yet: add one under DNS.',
  control_plane_record_set: 'The captain domain has no record set of type A, AAAA or CNAME yet.',
  bastion_server: 'There is no server of the role bastion yet.',
  apps_load_balancer: 'There is no load balancer yet.',
  glueops_load_balancer: 'There is no load balancer yet.',
};

/** Chooses what stands in one place of a cluster, or nothing. */
export function SlotDialog({ orgId, cluster, slot, onClose }: SlotDialogProps) {
  const queries = useQueryClient();
  const { captain_domain: domain } = cluster;
  const choices = useQuery(slotChoicesQuery(orgId, slot, domain)).data;
  const before = inSlot(cluster, slot);
  const [chosen, setChosen] = useState(before?.id ?? '');
  const { title, hint } = slotWords[slot];
  const needsDomain = slot === 'control_plane_record_set' && domain === undefined;
  const problem = needsDomain ? 'Attach a captain domain first.' : choices?.length === 0 ? none[slot] : undefined;
  const isListed = before === undefined || choices?.some(({ id }) => id === before.id) === true;
  return (
    <FormDialog
      title={`${title} of ${cluster.name}`}
      action={chosen === '' && before !== undefined ? 'Detach' : 'Save'}
      attempt="It could not be attached"
      canSubmit={chosen !== (before?.id ?? '')}
      onSubmit={() => fillSlot(queries, { orgId, id: cluster.id }, slot, chosen === '' ? undefined : chosen)}
      onClose={onClose}
    >
      <Field label={title} hint={problem ?? hint}>
        {(control) => (
          <SelectInput {...control} value={chosen} onChange={(event) => setChosen(event.target.value)}>
            <option value="">none</option>
            {isListed ? null : <option value={before.id}>{before.label}</option>}
            {choices?.map(({ id, label, note }) => (
              <option key={id} value={id}>
                {note === undefined || note === '' ? label : `${label} (${note})`}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
    </FormDialog>
  );
}
