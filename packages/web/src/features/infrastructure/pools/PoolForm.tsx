import type { V1NodePool } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createPool, updatePool } from '../../../api/node-pools.ts';
import { poolRoles } from '../../../lib/node-pool.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';
import { createPoolAction } from './pool-actions.ts';

interface PoolFormProps {
  readonly orgId: string;
  /** The one to change; a new one without. */
  readonly pool?: V1NodePool;
  readonly onClose: () => void;
}

const paths = ['name', 'role'];

export function PoolForm({ orgId, pool, onClose }: PoolFormProps) {
  const queries = useQueryClient();
  const [name, setName] = useState(pool?.name ?? '');
  const [role, setRole] = useState<V1NodePool['role']>(pool?.role ?? 'worker');
  const body = { name: name.trim(), role };
  return (
    <FormDialog
      title={pool === undefined ? 'New node pool' : `Edit ${pool.name}`}
      action={pool === undefined ? 'Add' : 'Save'}
      attempt="The node pool could not be saved"
      canSubmit={body.name !== ''}
      paths={paths}
      onSubmit={() => (pool === undefined ? createPool(queries, orgId, body) : updatePool(queries, { orgId, id: pool.id }, body))}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <Field label="Name" required error={problemAt('name')}>
            {(control) => (
              <TextInput {...control} autoFocus maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          <Field label="Role" required error={problemAt('role')} hint="What its servers become in a cluster.">
            {(control) => (
              <SelectInput
                {...control}
                value={role}
                onChange={(event) => setRole(poolRoles.find((one) => one === event.target.value) ?? role)}
              >
                {poolRoles.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </SelectInput>
            )}
          </Field>
          {pool === undefined ? <ShowAs action={createPoolAction(orgId, body)} /> : null}
        </>
      )}
    </FormDialog>
  );
}
