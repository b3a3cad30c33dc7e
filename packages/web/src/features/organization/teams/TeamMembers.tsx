import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Member, Team } from '@moorage/sdk/types';
import { EllipsisVertical, UserMinus, UserPen } from 'lucide-react';
import { useState } from 'react';
import { addTeamMember, changeTeamRole, removeTeamMember } from '../../../api/org-actions.ts';
import { orgMembersQuery, rolesQuery } from '../../../api/org-queries.ts';
import { roleOptions } from '../../../lib/membership.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Field, SelectInput } from '../../../ui/Field.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import { PeopleTable } from '../PeopleTable.tsx';
import { RoleChoice } from '../RoleChoice.tsx';

interface TeamMembersProps {
  readonly team: Team;
  readonly members: readonly Member[];
  readonly mayChange: boolean;
}

interface Asked {
  readonly kind: 'role' | 'remove';
  readonly member: Member;
}

export function TeamMembers({ team, members, mayChange }: TeamMembersProps) {
  const [asked, setAsked] = useState<Asked>();
  const [isAdding, setAdding] = useState(false);
  const close = () => setAsked(undefined);
  return (
    <div className="space-y-3">
      <PeopleTable
        label={`Members of ${team.name}`}
        orgId={team.orgId}
        people={members}
        renderActions={(member) => (mayChange ? <TeamMemberMenu member={member} onAsk={setAsked} /> : null)}
      />
      {mayChange ? (
        <Button size="small" aria-label={`Add a member to ${team.name}`} onClick={() => setAdding(true)}>
          Add a member
        </Button>
      ) : null}
      {isAdding ? <AddMember team={team} members={members} onClose={() => setAdding(false)} /> : null}
      {asked?.kind === 'role' ? <ChangeTeamRole team={team} member={asked.member} onClose={close} /> : null}
      {asked?.kind === 'remove' ? <RemoveFromTeam team={team} member={asked.member} onClose={close} /> : null}
    </div>
  );
}

function TeamMemberMenu({ member, onAsk }: { readonly member: Member; readonly onAsk: (asked: Asked) => void }) {
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${member.email}`}>
          <EllipsisVertical aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      <MenuItem icon={<UserPen className="size-4" />} onClick={() => onAsk({ kind: 'role', member })}>
        Change role…
      </MenuItem>
      <MenuItem icon={<UserMinus className="size-4" />} danger onClick={() => onAsk({ kind: 'remove', member })}>
        Remove from the team…
      </MenuItem>
    </Menu>
  );
}

interface TeamMemberDialogProps {
  readonly team: Team;
  readonly member: Member;
  readonly onClose: () => void;
}

function ChangeTeamRole({ team, member, onClose }: TeamMemberDialogProps) {
  const queries = useQueryClient();
  const [role, setRole] = useState(member.role);
  const roles = useQuery(rolesQuery(team.orgId)).data ?? [];
  return (
    <FormDialog
      title={`Role of ${member.email}`}
      action="Change the role"
      attempt="The role could not be changed"
      canSubmit={role !== member.role}
      onSubmit={() => changeTeamRole(queries, { orgId: team.orgId, teamId: team.id }, { userId: member.userId, role })}
      onClose={onClose}
    >
      <RoleChoice
        label={`Role in ${team.name}`}
        value={role}
        choices={roleOptions(roles, 'team')}
        roles={roles}
        onChange={setRole}
      />
    </FormDialog>
  );
}

function RemoveFromTeam({ team, member, onClose }: TeamMemberDialogProps) {
  const queries = useQueryClient();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Remove ${member.email} from ${team.name}`}
      action="Remove"
      danger
      onConfirm={() => removeTeamMember(queries, { orgId: team.orgId, teamId: team.id }, member.userId)}
    >
      <p>No longer works in this team, at once; stays a member of the organization.</p>
    </ConfirmDialog>
  );
}

interface AddMemberProps {
  readonly team: Team;
  readonly members: readonly Member[];
  readonly onClose: () => void;
}

function AddMember({ team, members, onClose }: AddMemberProps) {
  const queries = useQueryClient();
  const everybody = useQuery(orgMembersQuery(team.orgId)).data ?? [];
  const others = everybody.filter(({ userId }) => members.every((member) => member.userId !== userId));
  const [chosen, setChosen] = useState<string>();
  const [role, setRole] = useState('developer');
  const roles = useQuery(rolesQuery(team.orgId)).data ?? [];
  const userId = chosen ?? others[0]?.userId ?? '';
  return (
    <FormDialog
      title={`Add a member to ${team.name}`}
      description="Members of the organization; who is none yet is invited."
      action="Add"
      attempt="The member could not be added"
      canSubmit={userId !== ''}
      onSubmit={() => addTeamMember(queries, { orgId: team.orgId, teamId: team.id }, { userId, role })}
      onClose={onClose}
    >
      <Field label="Member" hint={others.length === 0 ? 'Every member of the organization is in this team.' : undefined}>
        {(control) => (
          <SelectInput {...control} value={userId} onChange={(event) => setChosen(event.target.value)}>
            {others.map((member) => (
              <option key={member.userId} value={member.userId}>
                {member.email}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      <RoleChoice
        label={`Role in ${team.name}`}
        value={role}
        choices={roleOptions(roles, 'team')}
        roles={roles}
        onChange={setRole}
      />
    </FormDialog>
  );
}
