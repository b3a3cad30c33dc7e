import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Member } from '@moorage/sdk/types';
import { useState } from 'react';
import { changeOrgRole } from '../../../api/org-actions.ts';
import { rolesQuery } from '../../../api/org-queries.ts';
import { roleOptions } from '../../../lib/membership.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { RoleChoice } from '../RoleChoice.tsx';

interface MemberDialogProps {
  readonly orgId: string;
  readonly member: Member;
  readonly onClose: () => void;
}

export function ChangeOrgRole({ orgId, member, onClose }: MemberDialogProps) {
  const queries = useQueryClient();
  const [role, setRole] = useState(member.role);
  const roles = useQuery(rolesQuery(orgId)).data ?? [];
  return (
    <FormDialog
      title={`Role of ${member.email}`}
      action="Change the role"
      attempt="The role could not be changed"
      canSubmit={role !== member.role}
      onSubmit={() => changeOrgRole(queries, orgId, member.userId, { role })}
      onClose={onClose}
    >
      <RoleChoice
        label="Role in the organization"
        value={role}
        choices={roleOptions(roles, 'org')}
        roles={roles}
        onChange={setRole}
      />
      <p className="text-[13px] text-muted">It counts from the next request on, on every device.</p>
    </FormDialog>
  );
}
