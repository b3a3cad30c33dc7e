import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { OrgApiKeyCreate } from '@moorage/sdk/types';
import { useState } from 'react';
import { createOrgKey } from '../../../api/key-actions.ts';
import { teamsQuery } from '../../../api/org-queries.ts';
import { nowMs } from '../../../lib/clock.ts';
import { expiryAfter, type KeyScope, limitsFromDraft, noLimits, usualScopes } from '../../../lib/key-form.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { ExpiryField, KeyNameField, ScopesField } from '../../../shared/keys/KeyFields.tsx';
import { KeyLimitFields } from '../../../shared/keys/KeyLimitFields.tsx';
import type { CreateKeyProps } from '../../../shared/keys/KeySection.tsx';
import { Segmented } from '../../../ui/Segmented.tsx';
import { MachineRoleFields, type MachineRole } from './MachineRoleFields.tsx';

const kinds = [
  { value: 'machine', label: 'Machine' },
  { value: 'pair', label: 'Key and secret' },
] as const;

export function CreateOrgKey({ orgId, onClose, onCreated }: CreateKeyProps & { readonly orgId: string }) {
  const queries = useQueryClient();
  const teams = useQuery(teamsQuery(orgId)).data ?? [];
  const [kind, setKind] = useState<OrgApiKeyCreate['kind']>('machine');
  const [name, setName] = useState('');
  const [role, setRole] = useState<MachineRole>({ role: 'developer', teamId: undefined });
  const [scopes, setScopes] = useState<KeyScope[]>([...usualScopes]);
  const [days, setDays] = useState(90);
  const [limits, setLimits] = useState(noLimits);
  const teamId = role.teamId ?? teams[0]?.id ?? '';
  const create = async () => {
    const common = { name: name.trim(), ...limitsFromDraft(limits), ...expiryAfter(days, nowMs()) };
    const place = teamId === '' ? {} : { teamId };
    const body: OrgApiKeyCreate = kind === 'pair' ? { kind, ...common } : { kind, ...common, scopes, role: role.role, ...place };
    onCreated(await createOrgKey(queries, orgId, body));
  };
  return (
    <FormDialog
      title="Create a key of the organization"
      description={
        kind === 'machine'
          ? 'One key with a role and scopes, sent as a bearer token.'
          : 'A key and its secret for the infrastructure API, with the rights of an admin.'
      }
      action="Create"
      attempt="The key could not be created"
      canSubmit={name.trim() !== '' && (kind === 'pair' || scopes.length > 0)}
      onSubmit={create}
      onClose={onClose}
    >
      <Segmented label="Kind of key" value={kind} options={kinds} onChange={setKind} />
      <KeyNameField value={name} onChange={setName} />
      {kind === 'pair' ? null : (
        <>
          <MachineRoleFields teams={teams} value={{ ...role, teamId }} onChange={setRole} />
          <ScopesField value={scopes} onChange={setScopes} />
        </>
      )}
      <ExpiryField days={days} onChange={setDays} />
      <KeyLimitFields value={limits} onChange={setLimits} />
    </FormDialog>
  );
}
