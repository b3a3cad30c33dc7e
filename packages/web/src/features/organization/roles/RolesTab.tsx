import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Role } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { deleteRole } from '../../../api/org-actions.ts';
import { rolesQuery } from '../../../api/org-queries.ts';
import { can } from '../../../lib/can.ts';
import { plural } from '../../../lib/format.ts';
import { roleName } from '../../../lib/membership.ts';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Tag } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Card, Section } from '../../../ui/Card.tsx';
import { rolesAction } from '../api-actions.ts';
import { RoleAbilities } from '../RoleAbilities.tsx';
import { RoleEditor } from './RoleEditor.tsx';

export function RolesTab(): ReactElement {
  const me = useMe();
  const { orgId = '' } = useCurrentTeam();
  const query = useQuery(rolesQuery(orgId));
  const [isCreating, setCreating] = useState(false);
  const mayWrite = can(me, 'role:write');
  return (
    <div className="space-y-6">
      <Section
        title="Roles"
        note="What each can do. Beside those that every organization has, make your own out of actions that you may do yourself."
        actions={
          mayWrite ? (
            <Button tone="primary" onClick={() => setCreating(true)}>
              New role
            </Button>
          ) : undefined
        }
      >
        <Loaded query={query} what="The roles">
          {(roles) => (
            <>
              <ul className="space-y-3">
                {roles.map((role) => (
                  <li key={role.name}>
                    <RoleCard orgId={orgId} role={role} roles={roles} mayWrite={mayWrite && !role.isBuiltIn} />
                  </li>
                ))}
              </ul>
              {isCreating ? <RoleEditor orgId={orgId} roles={roles} onClose={() => setCreating(false)} /> : null}
            </>
          )}
        </Loaded>
      </Section>
      <ApiPanel title="Read them by API" action={rolesAction(orgId)} />
    </div>
  );
}

interface RoleCardProps {
  readonly orgId: string;
  readonly role: Role;
  readonly roles: readonly Role[];
  readonly mayWrite: boolean;
}

function RoleCard({ orgId, role, roles, mayWrite }: RoleCardProps) {
  const [asked, setAsked] = useState<'edit' | 'delete'>();
  const close = () => setAsked(undefined);
  return (
    <Card>
      <details>
        <summary className="px-4 py-3">
          <span className="font-medium">{roleName(role.name)}</span>{' '}
          <Tag>{role.levels.length > 1 ? 'organization or team' : role.levels[0] === 'org' ? 'organization' : 'team'}</Tag>{' '}
          {role.isBuiltIn ? null : <span className="text-muted">{plural(role.holderCount, 'holder')}</span>}
          <span className="block text-muted">{role.description}</span>
        </summary>
        <div className="space-y-4 border-t border-border p-4">
          <RoleAbilities role={role} />
          {mayWrite ? (
            <div className="flex flex-wrap gap-2">
              <Button size="small" aria-label={`Edit ${role.name}`} onClick={() => setAsked('edit')}>
                Edit
              </Button>
              <Button size="small" tone="danger" aria-label={`Delete ${role.name}`} onClick={() => setAsked('delete')}>
                Delete
              </Button>
            </div>
          ) : null}
        </div>
      </details>
      {asked === 'edit' ? <RoleEditor orgId={orgId} roles={roles} role={role} onClose={close} /> : null}
      {asked === 'delete' ? <DeleteRole orgId={orgId} role={role} onClose={close} /> : null}
    </Card>
  );
}

interface DeleteRoleProps {
  readonly orgId: string;
  readonly role: Role;
  readonly onClose: () => void;
}

function DeleteRole({ orgId, role, onClose }: DeleteRoleProps) {
  const queries = useQueryClient();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${role.name}`}
      action="Delete"
      danger
      onConfirm={() => deleteRole(queries, { orgId, name: role.name })}
    >
      <p>Only a role that nobody has can be deleted.</p>
    </ConfirmDialog>
  );
}
