import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { InvitationWithLink, OrgInvite, Team, TeamInvite } from '@moorage/sdk/types';
import { useState } from 'react';
import { inviteToOrg, inviteToTeam } from '../../../api/org-actions.ts';
import { rolesQuery } from '../../../api/org-queries.ts';
import { orgRoleChoices, teamRoleChoices } from '../../../lib/membership.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';
import { inviteAction } from '../api-actions.ts';
import { RoleChoice } from '../RoleChoice.tsx';

interface InviteDialogProps {
  readonly orgId: string;
  readonly mayInviteToOrg: boolean;
  /** Those that the inviter may invite to. */
  readonly teams: readonly Team[];
  readonly currentTeamId: string | undefined;
  readonly onClose: () => void;
  readonly onInvited: (invitation: InvitationWithLink) => void;
}

export function InviteDialog({ orgId, mayInviteToOrg, teams, currentTeamId, onClose, onInvited }: InviteDialogProps) {
  const queries = useQueryClient();
  const roles = useQuery(rolesQuery(orgId)).data;
  const [email, setEmail] = useState('');
  const [chosen, setChosen] = useState<string>();
  const [teamRole, setTeamRole] = useState<TeamInvite['role']>('developer');
  const [orgRole, setOrgRole] = useState<OrgInvite['role']>('org_member');
  const place = chosen ?? teams.find(({ id }) => id === currentTeamId)?.id ?? teams[0]?.id ?? '';
  const teamId = place === '' ? undefined : place;
  const address = email.trim();
  const invite = async () => {
    const invitation =
      teamId === undefined
        ? inviteToOrg(queries, orgId, { email: address, role: orgRole })
        : inviteToTeam(queries, teamId, { email: address, role: teamRole });
    onInvited(await invitation);
  };
  return (
    <FormDialog
      title="Invite somebody"
      description="A new account is made when the invitation is accepted, or the existing one is used."
      action="Invite"
      attempt="The invitation could not be made"
      canSubmit={address !== ''}
      onSubmit={invite}
      onClose={onClose}
    >
      <Field label="E-mail" hint="The invitation works for this address only.">
        {(control) => (
          <TextInput
            {...control}
            type="email"
            maxLength={254}
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label="Into">
        {(control) => (
          <SelectInput {...control} value={place} onChange={(event) => setChosen(event.target.value)}>
            {teams.map((team) => (
              <option key={team.id} value={team.id}>
                the team {team.name}
              </option>
            ))}
            {mayInviteToOrg ? <option value="">the organization, no team yet</option> : null}
          </SelectInput>
        )}
      </Field>
      {teamId === undefined ? (
        <RoleChoice label="Role" value={orgRole} choices={orgRoleChoices} roles={roles} onChange={setOrgRole} />
      ) : (
        <RoleChoice label="Role" value={teamRole} choices={teamRoleChoices} roles={roles} onChange={setTeamRole} />
      )}
      <details>
        <summary className="text-muted">Do it by API</summary>
        <div className="pt-3">
          <ApiPanel
            action={inviteAction({ orgId, teamId }, { email: address, role: teamId === undefined ? orgRole : teamRole })}
          />
        </div>
      </details>
    </FormDialog>
  );
}
