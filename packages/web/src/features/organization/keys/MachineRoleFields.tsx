import type { OrgApiKeyCreate, Team } from '@moorage/sdk/types';
import { roleName } from '../../../lib/membership.ts';
import { Field, SelectInput } from '../../../ui/Field.tsx';

type Role = Extract<OrgApiKeyCreate, { readonly kind: 'machine' }>['role'];

export interface MachineRole {
  readonly role: Role;
  /** Empty for the whole organization. */
  readonly teamId: string | undefined;
}

const teamRoles: readonly Role[] = ['viewer', 'developer', 'team_admin'];
const orgRoles: readonly Role[] = ['org_member', 'org_admin'];

interface MachineRoleFieldsProps {
  readonly teams: readonly Team[];
  readonly value: MachineRole;
  readonly onChange: (value: MachineRole) => void;
}

/** Where a machine works, and as what. */
export function MachineRoleFields({ teams, value, onChange }: MachineRoleFieldsProps) {
  const choices = value.teamId === '' ? orgRoles : teamRoles;
  const place = (teamId: string) =>
    onChange({
      teamId,
      role: (teamId === '') === (value.teamId === '') ? value.role : teamId === '' ? 'org_member' : 'developer',
    });
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Works in">
        {(control) => (
          <SelectInput {...control} value={value.teamId} onChange={(event) => place(event.target.value)}>
            {teams.map((team) => (
              <option key={team.id} value={team.id}>
                the team {team.name}
              </option>
            ))}
            <option value="">the organization</option>
          </SelectInput>
        )}
      </Field>
      <Field label="Role">
        {(control) => (
          <SelectInput
            {...control}
            value={value.role}
            onChange={(event) => onChange({ ...value, role: choices.find((role) => role === event.target.value) ?? value.role })}
          >
            {choices.map((role) => (
              <option key={role} value={role}>
                {roleName(role)}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
    </div>
  );
}
