import { useQueryClient } from '@tanstack/react-query';
import type { AdminOrg, Client } from '@moorage/sdk/types';
import { useState } from 'react';
import { placeOrg } from '../../../api/admin.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';

interface PlaceOrgProps {
  readonly org: AdminOrg;
  readonly clients: readonly Client[];
  readonly onClose: () => void;
}

/** Which plan an organization has, and under whose host it is. */
export function PlaceOrg({ org, clients, onClose }: PlaceOrgProps) {
  const queries = useQueryClient();
  const [plan, setPlan] = useState(org.plan);
  const [clientId, setClientId] = useState(org.clientId ?? '');
  const wanted = plan.trim();
  const moves = clientId !== (org.clientId ?? '');
  const change = { ...(wanted === org.plan ? {} : { plan: wanted }), ...(moves ? { clientId: clientId || null } : {}) };
  return (
    <FormDialog
      title={`Plan and client of ${org.name}`}
      action="Save"
      attempt="The organization could not be changed"
      canSubmit={wanted !== '' && Object.keys(change).length > 0}
      onSubmit={() => placeOrg(queries, org.id, change)}
      onClose={onClose}
    >
      <Field label="Plan" hint="Its limits count from the next request on.">
        {(control) => <TextInput {...control} maxLength={100} value={plan} onChange={(event) => setPlan(event.target.value)} />}
      </Field>
      <Field label="Client">
        {(control) => (
          <SelectInput {...control} value={clientId} onChange={(event) => setClientId(event.target.value)}>
            <option value="">the platform itself</option>
            {clients.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      {moves ? <Callout tone="warn" title="Its members reach it under the host of that client only." /> : null}
    </FormDialog>
  );
}
